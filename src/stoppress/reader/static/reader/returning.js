// Greets a reader who comes back: how much came since, a line under what is new, one key to get there, and the newest round-up.

import { focus, partOf, stream } from "./page.js";
import { holdingStill } from "./placing.js";
import { goTo, showAll } from "./revealing.js";
import { count, firstUnread, isKnown, isSeen, lookBack } from "./unread.js";
import { clock, now, say, storyZone } from "./words.js";

/** @typedef {import("./revealing.js").Reader} Reader */

const DAY_MINUTES = 24 * 60;
/** Times on the page are told to the second. */
const SECOND_MS = 1_000;

const line = document.createElement("p");
line.className = "unread";
line.setAttribute("data-unread", "");
line.textContent = say("unread");

/** @type {Reader} */
let reader;
/** @type {Element | null} */
let notice = null;
/** The first look tells where the line stands; at the next, the reader has come to it or past it. */
let isFirstLook = true;
const watch = new IntersectionObserver(() => (isFirstLook ? (isFirstLook = false) : read()));

document.addEventListener("stoppress:settled", drawLine);
document.addEventListener("visibilitychange", () => document.hidden && !notice && putAway());
// With a second key: one alone would be in the way of who speaks to a browser (WCAG 2.1.4).
document.addEventListener("keydown", (event) => event.altKey && event.code === "KeyU" && jump(event));

/** Say above the posts what came since, and draw a line under it; nothing moves under who reads already.
 * @param {Reader} lent @param {number} at when the page was last seen, by the reader's clock @param {number} [place] of the newest post then */
export async function greet(lent, at, place) {
  reader = lent;
  await lookBack(reader, place);
  const left = new Date(now().getTime() - (Date.now() - at));
  putAway();
  const links = [unreadLink(), roundUpLink(left)].filter((link) => link !== null);
  if (!links.length) return;
  notice = document.createElement("p");
  notice.className = "returning";
  notice.setAttribute("data-returning", "");
  notice.append(since(left), " ", ...links.flatMap((link) => [link, " "]), closer());
  holdingStill(() => {
    document.querySelector(".arrivals")?.before(/** @type {Element} */ (notice));
    drawLine();
  });
  reader.settled(); // its times are shown as those of parts
}

/** “Since you left, 2 h 10 min ago: 14 posts, 3 key events”. @param {Date} left */
function since(left) {
  const { posts, keyEvents, goesOn } = count();
  const what = [posts && say(goesOn ? "more_posts" : "posts", { n: posts }), keyEvents && say("key_events", { n: keyEvents })];
  const minutes = Math.max(0, Math.floor((now().getTime() - left.getTime()) / 60_000));
  const [h, min] = [Math.floor(minutes / 60), minutes % 60];
  const ago = h ? say("hours", { h, min }) : say("minutes", { min });
  const words = document.createElement("b");
  const list = new Intl.ListFormat(say("dates"), { type: "unit" });
  const gaps = { ago, what: list.format(what.filter((said) => !!said).map(String)) };
  words.append(...(minutes < DAY_MINUTES ? [say("since_ago", gaps)] : timed("since_then", gaps, left)));
  return words;
}

function unreadLink() {
  const first = firstUnread();
  if (!first) return null;
  const link = document.createElement("a");
  const key = document.createElement("kbd");
  link.href = first.address;
  link.textContent = say("to_unread");
  link.setAttribute("aria-keyshortcuts", "Alt+U");
  key.textContent = " Alt+U";
  link.append(key);
  link.addEventListener("click", jump);
  return link;
}

/** @param {Date} left */
function roundUpLink(left) {
  const pointer = partOf("round-up");
  const at = new Date(pointer?.querySelector("time")?.getAttribute("datetime") ?? 0);
  const link = /** @type {Element | undefined} */ (pointer?.querySelector("a")?.cloneNode());
  const post = partOf(`post/${link?.getAttribute("data-post")}`);
  if (!link || (post && isKnown() ? isSeen(post) : at.getTime() + SECOND_MS <= left.getTime())) return null;
  link.append(...timed("read_round_up", {}, at));
  link.addEventListener("click", read);
  return link;
}

function closer() {
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = say("not_now");
  close.addEventListener("click", () => {
    holdingStill(putAway);
    focus(stream);
  });
  return close;
}

/** To the first post that has not been seen; one that stands among the older posts is loaded. @param {Event} event */
function jump(event) {
  const first = notice && firstUnread();
  if (!first) return;
  if (!first.isHere && event.type === "click") return;
  event.preventDefault();
  event.stopPropagation();
  if (!first.isHere) return location.assign(first.address);
  if (!document.querySelector("main[data-paused]")) showAll(reader);
  goTo(reader, first.key);
  read();
}

/** The line stands under the oldest post that is new, where one stands there that was seen. */
function drawLine() {
  if (!notice && !line.isConnected) return;
  const old = [...stream.querySelectorAll(":scope > [data-part]")].find(isSeen);
  if (!old?.matches("[data-part] ~ [data-part]")) return line.remove();
  const before = old.previousElementSibling;
  const below = before?.matches("[data-day]") ? before : old; // the heading of a day stays with its posts
  if (line.nextElementSibling === below) return;
  below.before(line);
  isFirstLook = true;
  watch.disconnect();
  watch.observe(line);
}

/** What came has been read; the line stays until the reader looks away. */
function read() {
  if (notice) holdingStill(() => notice?.remove());
  notice = null;
}

function putAway() {
  notice?.remove();
  notice = null;
  line.remove();
}

/** A phrase with a time in it, told by the story's clock as the parts are. @param {string} name @param {Record<string, string>} gaps @param {Date} at */
function timed(name, gaps, at) {
  const time = document.createElement("time");
  const day = (/** @type {Date} */ date) => date.toLocaleDateString(say("dates"), { day: "numeric", month: "short", timeZone: storyZone() });
  time.dateTime = at.toISOString();
  time.textContent = day(at) === day(now()) ? clock(at, storyZone()) : say("time_and_day", { time: clock(at, storyZone()), day: day(at) });
  const [before, after] = say(name, { ...gaps, time: "\n" }).split("\n");
  return [before, time, after];
}
