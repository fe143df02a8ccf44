// The live page: holds what is new until it is wanted, never moves what is being read, and says honestly how it stands.

import { isAtTop, isInUse, isNewPost, isTombstone, partOf, titleOf } from "./page.js";
import { Follower } from "./wire.js";
import { clock, say } from "./words.js";

/** @typedef {import("./wire.js").Change} Change */

const placing = () => import("./placing.js");
/** Modules on demand, by what must stand in the page for them, now or after a change; each is fetched once, when the browser is at
 * leisure. To add one: a file beside this one, which may import page.js and words.js, and never this; a line here; a test.
 * @type {Record<string, () => Promise<unknown>>} */
const ON_DEMAND = {
  'main:not([data-pace="0"])': placing,
  ".share": () => import("./sharing.js"),
};

const PAUSED = "stoppress.paused";
const RELOADED_AT = "stoppress.reloaded-at";
const SEEN_AT = `stoppress.seen-at.${location.pathname.split("/")[1]}`;
const AWAY_MS = 30 * 60_000;
/** A cache may still give the old page. */
const RELOAD_EVERY_MS = 60_000;

const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (document.querySelector(name));
const main = find("main[data-cursor]");
const line = find("[data-state]");
const control = find("[data-pause]");
const button = find("[data-waiting]");
/** On a post's own page the title is that of the post. */
const isTitleOurs = !find('[data-region="shared"]')?.firstElementChild;

/** What waits: posts not shown yet, parts in use, everything while paused; the last of each key. @type {Map<string, Change>} */
const held = new Map();
/** @type {typeof import("./placing.js").apply} */
let apply;
/** @type {Promise<void> | null} */
let settling = null;
/** What came in one breath. @type {Change[]} */
const come = [];
let title = document.title;
let isPaused = remember("localStorage", PAUSED) === "yes";
let needsReload = false;
let checkedAt = new Date();
let pausedAt = new Date();

/** What modules on demand are lent. @type {import("./revealing.js").Reader} */
const reader = { held, put, appear, settled };
const revealing = () => import("./revealing.js");
const asking = () => import("./asking.js");

const { cursor = "", since = "", stream = "", pace } = main.dataset;
let state = pace === "0" ? "ended" : "poll";
const follower = new Follower({ cursor, since, stream, pace: Number(pace), onChange: take, onState: hear, onReload: reload });

control.hidden = false;
control.addEventListener("click", pauseOrGoOn);
button.addEventListener("click", reveal);
document.addEventListener("click", follow);
for (const name of ["focusout", "pause", "ended", "visibilitychange", "selectionchange"])
  document.addEventListener(name, () => held.size && setTimeout(letGo), true);
addEventListener("scroll", () => held.size && requestAnimationFrame(letGo), { passive: true });
document.addEventListener("focusin", ({ target }) => /** @type {any} */ (target).form && asking());
if (remember("localStorage", "stoppress.asked")) asking();
document.addEventListener("visibilitychange", wasAway);
settled();
follower.start();
if (!document.hidden) wasAway();

/** @param {string} now */
function hear(now) {
  state = now;
  if (now !== "lost") checkedAt = new Date();
  queueMicrotask(show);
}

/** @param {Change} change */
function take(change) {
  come.push(change);
  settling ??= placing().then(settle, cannot);
}

/** No module, no place for what came: what was taken down leaves, and the page is loaded anew. */
function cannot() {
  settling = null;
  for (const change of come) if (change.do === "remove") partOf(change.key)?.remove();
  reload();
}

/** Apply what can stand at once, hold the rest. @param {typeof import("./placing.js")} it */
function settle(it) {
  settling = null;
  apply = it.apply;
  const changes = come.splice(0);
  const isTop = isAtTop();
  const now = changes.filter((change) => {
    held.delete(change.key);
    if (!isPaused && change.do === "put") tell(change);
    return !waits(change, isTop) || !held.set(change.key, change);
  });
  const arrivals = now.filter(isNewPost);
  it.holdingStill(() => now.forEach((change) => isNewPost(change) || put(change)));
  arrivals.forEach((change) => appear(put(change)));
  if (held.size) revealing();
  settled();
}

/** @param {Change} change @param {boolean} isTop */
function waits(change, isTop) {
  if (change.do === "remove") return false; // what was taken down leaves, also while paused
  const standing = partOf(change.key);
  if (isInUse(standing)) return true;
  if (standing && isTombstone(change)) return false; // and nobody goes on reading what was withdrawn
  return isNewPost(change) ? isPaused || !isTop : isPaused;
}

/** @param {Change} change */
function put(change) {
  if (change.region === "document" && isTitleOurs) title = titleOf(change) || title;
  return apply(change);
}

/** @param {Element | null} element */
function appear(element) {
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) element?.animate({ opacity: [0, 1] }, 160);
}

/** Parts have changed: say how things stand, let other modules know, and fetch those that are wanted now. */
function settled() {
  show();
  document.dispatchEvent(new Event("stoppress:settled"));
  for (const [selector, load] of Object.entries(ON_DEMAND)) {
    if (!find(selector)) continue;
    delete ON_DEMAND[selector];
    (window.requestIdleCallback ?? setTimeout)(() => load().catch(() => (ON_DEMAND[selector] = load)));
  }
}

function letGo() {
  if (!isPaused) revealing().then((it) => it.letGo(reader));
}

/** The page is loaded anew where a module cannot be had: after an upgrade its name is another. */
function reveal() {
  if (needsReload) return location.reload();
  revealing().then((it) => it.reveal(reader)).catch(() => location.reload());
}

function pauseOrGoOn() {
  isPaused = !isPaused;
  pausedAt = new Date();
  remember("localStorage", PAUSED, isPaused ? "yes" : "no");
  letGo();
  show();
}

/** Another life of the page: load it again, at once where that disturbs nobody. */
function reload() {
  const isRecent = Date.now() - Number(remember("sessionStorage", RELOADED_AT)) < RELOAD_EVERY_MS;
  needsReload = isPaused || isRecent || !isAtTop();
  if (needsReload) return show();
  remember("sessionStorage", RELOADED_AT, String(Date.now()));
  location.reload();
}

/** A link to a post that stands on the page, or waits, leads there without loading. @param {MouseEvent} event */
function follow(event) {
  const link = /** @type {Element} */ (event.target).closest("a[data-reference], a[data-post]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const key = `post/${link.getAttribute("data-reference") ?? link.getAttribute("data-post")}`;
  const change = held.get(key);
  if (!partOf(key) && !(change && isNewPost(change))) return;
  event.preventDefault();
  revealing().then((it) => it.goTo(reader, key)).catch(() => location.assign(/** @type {HTMLAnchorElement} */ (link).href));
}

/** Count what will be announced; never the texts. @param {Change} change */
function tell(change) {
  const before = partOf(change.key)?.innerHTML;
  const isNew = isNewPost(change);
  import("./announcing.js").then((it) => it.hear(change, before, isNew));
}

/** Who comes back after a while is offered the newest round-up. */
function wasAway() {
  const seenAt = Number(remember("localStorage", SEEN_AT));
  if (document.hidden || !seenAt) remember("localStorage", SEEN_AT, String(Date.now()));
  else if (Date.now() - seenAt > AWAY_MS) import("./returning.js").then((it) => it.offer(seenAt));
}

/** Say in every place how things stand. */
function show() {
  const count = [...held.values()].filter((change) => isNewPost(change) && !isTombstone(change)).length;
  button.hidden = !needsReload && (isPaused || !count);
  button.textContent = needsReload ? say("reload") : say("new_posts", { n: count });
  control.textContent = !isPaused ? say("on") : held.size ? say("paused_waiting", { n: held.size }) : say("paused");
  line.textContent = inWords();
  document.title = count ? `(${count}) ${title}` : title;
  main.setAttribute("data-live", isPaused && state !== "lost" ? "paused" : state);
  main.toggleAttribute("data-needs-reload", needsReload);
  if (!come.length) main.setAttribute("data-applied", follower.applied.cursor);
}

function inWords() {
  const header = partOf("header");
  const zone = header?.getAttribute("data-zone") ?? "UTC";
  const phase = header?.getAttribute("data-phase");
  if (state === "lost") return say("lost", { time: clock(checkedAt, zone) });
  if (isPaused) return say("showing", { time: clock(pausedAt, zone) });
  if (phase === "closed") return say("ended");
  return say(phase === "live" ? "live" : "up_to_date", { time: clock(checkedAt, zone) });
}

/** Keep a word in this browser, and tell the one kept; null where nothing is kept.
 * @param {"localStorage" | "sessionStorage"} store @param {string} name @param {string} [value] */
function remember(store, name, value) {
  try {
    if (value) window[store].setItem(name, value);
    return window[store].getItem(name);
  } catch {
    return null;
  }
}
