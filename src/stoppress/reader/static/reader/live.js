// The live page: holds what is new until it is wanted, never moves what is being read, and says honestly how it stands.

import { focus, isAtTop, isInUse, isNewPost, isTombstone, partOf, remember, stream as posts, titleOf } from "./page.js";
import { Follower } from "./wire.js";
import { clock, learn, now, say } from "./words.js";

/** @typedef {import("./wire.js").Change} Change */

const placing = () => import("./placing.js");
const clocks = () => import("./clocks.js");
/** Modules on demand, by what must stand in the page for them, now or after a change; each is fetched once, when the browser is at
 * leisure. To add one: a file beside this one, which may import page.js and words.js, and never this; a line here; a test.
 * @type {Record<string, () => Promise<unknown>>} */
const ON_DEMAND = {
  'main:not([data-pace="0"])': placing,
  ".share": () => import("./sharing.js"),
  '[data-part="header"][data-phase="live"]': () => import("./ago.js").then((it) => it.begin(reader)),
  "[data-place-name]": clocks,
  'main:not([data-pace="0"]) .stream > *': () => import("./days.js"),
  "[data-follow-link]": () => import("./following.js"),
  "[data-poll]": () => import("./voting.js"),
};

const PAUSED = "stoppress.paused";
const RELOADED_AT = "stoppress.reloaded-at";
const SEEN = `stoppress.seen.${location.pathname.split("/")[1]}`;
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
let checkedAt = new Date(Number(main.dataset.seen) || now());
let pausedAt = checkedAt;

/** What modules on demand are lent. @type {import("./revealing.js").Reader} */
const reader = { held, put, appear, settled, catchUp };
const revealing = () => import("./revealing.js");
const asking = () => import("./asking.js");

const { cursor = "", since = "", stream = "", pace } = main.dataset;
let state = main.dataset.seen ? "lost" : pace === "0" ? "ended" : "poll";
const follower = new Follower({ cursor, since, stream: stream + "?since=", pace: Number(pace), onChange: take, onState: hear, onReload: reload, onAnswer: learn });

control.addEventListener("click", pauseOrGoOn);
button.addEventListener("click", reveal);
document.addEventListener("click", follow);
for (const name of ["focusout", "pause", "ended", "visibilitychange", "selectionchange"])
  document.addEventListener(name, () => held.size && setTimeout(letGo), true);
addEventListener("scroll", () => held.size && requestAnimationFrame(letGo), { passive: true });
document.addEventListener("focusin", ({ target }) => /** @type {any} */ (target).form && asking());
if (remember("localStorage", "stoppress.asked")) asking();
addEventListener("storage", ({ key }) => key === "stoppress.asked" && asking().then((it) => it.lookAgain())); // she has asked in another tab
if (remember("localStorage", "stoppress.clock") === "own" && find("[data-place-name]")) clocks();
document.addEventListener("stoppress:clock", show);
document.addEventListener("visibilitychange", wasAway);
settled();
follower.start();
if (!document.hidden) wasAway();

/** @param {string} news */
function hear(news) {
  state = news;
  if (news !== "lost") checkedAt = now();
  queueMicrotask(show);
}

/** Ask once for what came since, and see it in its place. */
async function catchUp() {
  await follower.catchUp();
  await settling;
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
  const free = changes.filter((change) => {
    held.delete(change.key);
    if (!isPaused && change.do === "put") tell(change);
    return !waits(change, isTop) || !held.set(change.key, change);
  });
  const arrivals = free.filter(isNewPost);
  it.holdingStill(() => free.forEach((change) => isNewPost(change) || put(change)));
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
  pausedAt = now();
  remember("localStorage", PAUSED, isPaused ? "yes" : "no");
  letGo();
  settled();
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

/** Who comes back after a while is told what came since. Only this browser knows when, and up to which post the page was seen. */
function wasAway() {
  const [at, place] = (remember("localStorage", SEEN) ?? "").split(" ").map(Number);
  if (document.hidden || !at) leave();
  else if (Date.now() - at > AWAY_MS) catchUp().then(() => import("./returning.js")).then((it) => it.greet(reader, at, place));
}

/** What has not been read since the last time is new the next time, too. */
function leave() {
  const places = [...document.querySelectorAll('[data-part^="post/"]')].map((post) => Number(post.getAttribute("data-place")));
  if (!find("[data-returning]")) remember("localStorage", SEEN, `${Date.now()} ${Math.max(0, ...places)}`);
}

/** Say in every place how things stand. */
function show() {
  const phase = partOf("header")?.getAttribute("data-phase");
  const count = [...held.values()].filter((change) => isNewPost(change) && !isTombstone(change)).length;
  const isWanted = needsReload || (!isPaused && count > 0);
  if (!isWanted && document.activeElement === button) focus(posts);
  button.hidden = !isWanted;
  button.textContent = needsReload ? say("reload") : say("new_posts", { n: count });
  control.textContent = !isPaused ? say("on") : held.size ? say("paused_waiting", { n: held.size }) : say("paused");
  if (phase === "closed" && document.activeElement === control && !isPaused) focus(line);
  control.hidden = (phase === "closed" || state === "stopped") && !isPaused; // nothing is promised any more
  line.replaceChildren(...inWords(phase));
  document.title = count ? `(${count}) ${title}` : title;
  main.setAttribute("data-live", isPaused && state !== "lost" ? "paused" : state);
  main.setAttribute("data-pace", String(follower.pace));
  main.toggleAttribute("data-paused", isPaused);
  main.toggleAttribute("data-needs-reload", needsReload);
  if (!come.length) main.setAttribute("data-applied", follower.applied.cursor);
}

/** @param {string | null | undefined} phase */
function inWords(phase) {
  if (state === "lost") return timed("lost", checkedAt);
  if (isPaused) return timed("showing", pausedAt);
  if (phase === "closed") return [say("ended")];
  if (state === "stopped") return [say("stopped")];
  return timed(phase === "live" ? "live" : "up_to_date", checkedAt);
}

/** A phrase with a time in it. @param {string} name @param {Date} at */
function timed(name, at) {
  const time = document.createElement("time");
  time.dateTime = at.toISOString();
  time.textContent = clock(at);
  const [before, after] = say(name, { time: "\n" }).split("\n");
  return [before, time, after];
}
