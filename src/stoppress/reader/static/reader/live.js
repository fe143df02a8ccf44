// The live page: holds what is new until it is wanted, never moves what is being read, and says honestly how it stands.

import { apply, focus, foldAway, holdingStill, isAtTop, isInUse, isNewPost, isTombstone, partOf, titleOf } from "./page.js";
import { Follower } from "./wire.js";
import { announce, clock, say } from "./words.js";

/** @typedef {import("./wire.js").Change} Change */

const PAUSED = "stoppress.paused";
const RELOADED_AT = "stoppress.reloaded-at";
const SEEN_AT = `stoppress.seen-at.${location.pathname.split("/")[1]}`;
const AWAY_MS = 30 * 60_000;
/** A cache may still give the old page. */
const RELOAD_EVERY_MS = 60_000;
/** So near to the top nobody is reading. */
const TOP_PX = 8;

const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (document.querySelector(name));
const main = find("main[data-cursor]");
const line = find("[data-state]");
const control = find("[data-pause]");
const button = find("[data-waiting]");
/** On a post's own page the title is that of the post. */
const isTitleOurs = !find('[data-region="shared"]')?.firstElementChild;

/** What waits: posts not shown yet, parts in use, everything while paused; the last of each key. @type {Map<string, Change>} */
const held = new Map();
/** What came in one breath. @type {Change[]} */
const come = [];
let title = document.title;
let isPaused = remember("localStorage", PAUSED) === "yes";
let needsReload = false;
let checkedAt = new Date();
let pausedAt = new Date();

const { cursor = "", since = "", stream = "", pace } = main.dataset;
let state = pace === "0" ? "ended" : "poll";
const follower = new Follower({ cursor, since, stream, pace: Number(pace), onChange: take, onState: hear, onReload: reload });

control.hidden = false;
control.addEventListener("click", pauseOrGoOn);
button.addEventListener("click", reveal);
document.addEventListener("click", jump);
for (const name of ["focusout", "pause", "ended", "visibilitychange", "selectionchange"])
  document.addEventListener(name, () => held.size && setTimeout(letGo), true);
addEventListener("scroll", () => held.size && requestAnimationFrame(letGo), { passive: true });
const asking = () => import("./asking.js");
document.addEventListener("focusin", ({ target }) => /** @type {any} */ (target).form && asking());
if (remember("localStorage", "stoppress.asked")) asking();
document.addEventListener("visibilitychange", wasAway);
show();
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
  if (come.push(change) === 1) queueMicrotask(settle);
}

/** Apply what can stand at once, hold the rest. */
function settle() {
  const changes = come.splice(0);
  const isTop = isAtTop();
  const now = changes.filter((change) => {
    held.delete(change.key);
    if (!isPaused) tell(change);
    return !waits(change, isTop) || !held.set(change.key, change);
  });
  const arrivals = now.filter(isNewPost);
  holdingStill(() => now.forEach((change) => isNewPost(change) || put(change)));
  arrivals.forEach((change) => appear(put(change)));
  show();
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
  const element = apply(change);
  if (change.region === "stream") foldAway();
  return element;
}

/** @param {Element | null} element */
function appear(element) {
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) element?.animate({ opacity: [0, 1] }, 160);
}

/** Show what need not wait any longer. */
function letGo() {
  if (isPaused) return;
  const isTop = isAtTop();
  const free = waiting().filter((change) => !isInUse(partOf(change.key)) && (isTop || !isNewPost(change)));
  if (free.length) release(free);
}

/** @param {Change[]} changes */
function release(changes) {
  const work = () => changes.forEach((change) => held.delete(change.key) && put(change));
  if (scrollY < TOP_PX && isAtTop()) work();
  else holdingStill(work);
  show();
}

/** Show what was held, and go to the newest of it. */
function reveal() {
  if (needsReload) return location.reload();
  const changes = waiting().filter((change) => !isInUse(partOf(change.key)));
  const posts = changes.filter(isNewPost).sort((a, b) => b.place - a.place);
  for (const change of changes) {
    held.delete(change.key);
    appear(put(change));
  }
  show();
  const newest = posts.length ? partOf(posts[0].key) : null;
  newest?.scrollIntoView({ behavior: "instant" });
  if (newest) focus(newest);
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

/** A link to a post that stands on the page leads there without loading. @param {MouseEvent} event */
function jump(event) {
  const link = /** @type {Element} */ (event.target).closest("a[data-reference], a[data-post]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const id = link.getAttribute("data-reference") ?? link.getAttribute("data-post");
  const change = held.get(`post/${id}`);
  if (change && isNewPost(change)) release([change]);
  const post = partOf(`post/${id}`);
  if (!post) return;
  event.preventDefault();
  history.pushState(null, "", `#post-${id}`);
  post.scrollIntoView({ behavior: "instant" });
  focus(post);
}

/** Count what will be announced; never the texts. @param {Change} change */
function tell(change) {
  const standing = partOf(change.key);
  if (change.do === "remove") return;
  if (isTombstone(change)) standing && announce("withdrawals");
  else if (isNewPost(change)) announce("new_updates");
  else if (change.key === "key-points") announce(change.key);
  else if (standing && corrections(change.html) > corrections(standing.innerHTML)) announce("corrections");
}

/** Who comes back after a while is offered the newest round-up. */
function wasAway() {
  const seenAt = Number(remember("localStorage", SEEN_AT));
  if (document.hidden || !seenAt) remember("localStorage", SEEN_AT, String(Date.now()));
  else if (Date.now() - seenAt > AWAY_MS) import("./returning.js").then((it) => it.offer(seenAt));
}

/** @param {string} html */
function corrections(html) {
  return html.split('class="correction"').length;
}

function waiting() {
  return [...held.values()].sort((a, b) => a.n - b.n);
}

/** Say in every place how things stand. */
function show() {
  const count = waiting().filter((change) => isNewPost(change) && !isTombstone(change)).length;
  button.hidden = !needsReload && (isPaused || !count);
  button.textContent = needsReload ? say("reload") : say("new_posts", { n: count });
  control.textContent = !isPaused ? say("on") : held.size ? say("paused_waiting", { n: held.size }) : say("paused");
  line.textContent = inWords();
  document.title = count ? `(${count}) ${title}` : title;
  main.setAttribute("data-live", isPaused && state !== "lost" ? "paused" : state);
  main.toggleAttribute("data-needs-reload", needsReload);
  main.setAttribute("data-applied", follower.applied.cursor);
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
