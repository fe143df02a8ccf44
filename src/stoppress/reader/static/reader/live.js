// The live page: holds what is new until it is wanted, never moves what is being read, and says honestly how it stands.

import { apply, focus, foldAway, holdingStill, isInUse, isNewPost, partOf, stream } from "./page.js";
import { Follower } from "./wire.js";

const ANNOUNCE_EVERY_MS = 30_000;
const PAUSED = "stoppress.paused";
const RELOADED_AT = "stoppress.reloaded-at";

const main = /** @type {HTMLElement} */ (document.querySelector("main[data-cursor]"));
const bar = /** @type {HTMLElement} */ (document.querySelector("[data-bar]"));
const state = /** @type {HTMLElement} */ (document.querySelector("[data-state]"));
const control = /** @type {HTMLButtonElement} */ (document.querySelector("[data-pause]"));
const button = /** @type {HTMLButtonElement} */ (document.querySelector("[data-waiting]"));
const status = /** @type {HTMLElement} */ (document.querySelector("#status"));

/** Changes that wait: posts not shown yet, parts in use, everything while paused. The last of each key. @type {Map<string, any>} */
const held = new Map();
const news = { posts: 0, corrections: 0, withdrawals: 0 };
let title = document.title;
let isPaused = localStorage.getItem(PAUSED) === "yes";
let line = "stream";
let checkedAt = new Date();
let announcedAt = Date.now();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let announcing;

const follower = new Follower({
  cursor: main.dataset.cursor ?? "",
  since: main.dataset.since ?? "",
  stream: main.dataset.stream ?? "",
  pace: Number(main.dataset.pace),
  onChange: take,
  onState: (now) => ((line = now), now !== "lost" && (checkedAt = new Date()), show()),
  onReload: reload,
});

bar.hidden = false;
control.addEventListener("click", pause);
button.addEventListener("click", () => reveal(true));
addEventListener("scroll", () => scrollY < 8 && !isPaused && held.size && reveal(false), { passive: true });
document.addEventListener("focusout", () => setTimeout(release));
document.addEventListener("live:title", (event) => ((title = /** @type {CustomEvent} */ (event).detail), show()));
document.addEventListener("click", jump);
follower.start();
show();

/** @param {any} change */
function take(change) {
  const isHarmless = !change.html?.includes("data-withdrawn") || !partOf(change.key);
  const isNews = isPaused || (isNewPost(change) && scrollY >= 8);
  const waits = change.do === "put" && (isInUse(change.key) || (isNews && isHarmless));
  if (waits) {
    held.set(change.key, change);
  } else {
    held.delete(change.key);
    note(change);
    holdingStill(() => appear(apply(change), change));
  }
  queueMicrotask(show);
}

/** @param {HTMLElement | null} element @param {any} change */
function appear(element, change) {
  if (change.region === "stream") foldAway();
  if (!element || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  if (change.region === "stream") element.animate([{ opacity: 0 }, { opacity: 1 }], 160);
}

/** Show what was held; by the button, go to where it stands. @param {boolean} isAsked */
function reveal(isAsked) {
  const changes = [...held.values()].filter((change) => !isInUse(change.key)).sort((a, b) => a.n - b.n);
  for (const change of changes) {
    held.delete(change.key);
    note(change);
    if (isAsked) appear(apply(change), change);
    else holdingStill(() => appear(apply(change), change));
  }
  if (isAsked) {
    scrollTo({ top: 0, behavior: "instant" });
    const first = stream().firstElementChild;
    if (first instanceof HTMLElement) focus(first), scrollTo({ top: 0, behavior: "instant" });
  }
  show();
}

/** What waited for a field to be left can be shown now; new posts go on waiting. */
function release() {
  if (isPaused) return;
  for (const change of [...held.values()]) {
    if (isNewPost(change) || isInUse(change.key)) continue;
    held.delete(change.key);
    holdingStill(() => apply(change));
  }
  show();
}

function pause() {
  isPaused = !isPaused;
  if (isPaused) localStorage.setItem(PAUSED, "yes");
  else localStorage.removeItem(PAUSED);
  if (!isPaused) scrollY < 8 ? reveal(false) : release();
  show();
}

/** Count what will be announced; never the texts. @param {any} change */
function note(change) {
  const before = partOf(change.key);
  const count = (/** @type {string} */ html) => html.split('class="correction').length;
  if (change.do === "remove" || (before && change.html.includes("data-withdrawn"))) news.withdrawals += 1;
  else if (!before && change.region === "stream") news.posts += 1;
  else if (before && count(change.html) > count(before.outerHTML)) news.corrections += 1;
  announcing ??= setTimeout(announce, Math.max(1_000, announcedAt + ANNOUNCE_EVERY_MS - Date.now()));
}

function announce() {
  announcing = undefined;
  announcedAt = Date.now();
  const words = Object.entries(news).filter(([, count]) => count).map(([name, count]) => word(name, count));
  Object.assign(news, { posts: 0, corrections: 0, withdrawals: 0 });
  if (words.length) status.textContent = words.join(", ");
}

/** Everything that says how the page stands. */
function show() {
  const posts = [...held.values()].filter(isNewPost).length;
  button.hidden = !posts || isPaused;
  button.textContent = word("waiting", posts);
  document.title = posts ? `(${posts}) ${title}` : title;
  control.textContent = isPaused ? word("paused", held.size) : word("on", 0);
  control.setAttribute("aria-pressed", String(isPaused));
  const time = checkedAt.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  state.textContent = word(line === "poll" ? "stream" : line, 0).replace("{time}", time);
  main.dataset.live = isPaused ? "paused" : line;
  main.dataset.applied = follower.applied.cursor;
}

/** The words of the page, by name and count: printed by the server in the reader's language. @param {string} name @param {number} count */
function word(name, count) {
  const rule = new Intl.PluralRules(document.documentElement.lang || "en").select(count);
  const text = bar.getAttribute(`data-${name}-${rule}`) ?? bar.getAttribute(`data-${name}`) ?? "";
  return text.replace("{count}", String(count));
}

/** Load the page again: at once for who is at the top, by the button for who is reading. */
function reload() {
  const isFresh = Date.now() - Number(sessionStorage.getItem(RELOADED_AT)) > 30_000;
  line = "lost";
  show();
  if (isFresh && scrollY < 8) return setTimeout(again, Math.random() * 2_000);
  main.dataset.live = "reload";
  button.hidden = false;
  button.textContent = word("reload", 0);
  button.addEventListener("click", again);
}

function again() {
  sessionStorage.setItem(RELOADED_AT, String(Date.now()));
  location.reload();
}

/** A link to a post that stands here (or waits) leads there without loading. @param {MouseEvent} event */
function jump(event) {
  const link = event.target instanceof Element ? event.target.closest("a[data-post], a[data-reference]") : null;
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  const key = `post/${link.getAttribute("data-post") ?? link.getAttribute("data-reference")}`;
  if (held.has(key) && !isPaused) reveal(false);
  const target = partOf(key);
  if (!target) return;
  event.preventDefault();
  target.scrollIntoView({ block: "start" });
  focus(target);
}
