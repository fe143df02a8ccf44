// Keeps the headings between the days of the stream as a fresh load would have them, whatever came, moved or left.

import { focus, stream } from "./page.js";
import { undisturbing } from "./placing.js";

/** @typedef {{day: string, weekdays: Record<string, string>, months: Record<string, string>}} Words how a day is named, as the server names it */

/** @type {Words} */
const words = JSON.parse(document.querySelector("#words")?.textContent ?? "{}").days;
const NOON = "T12:00:00Z";

new MutationObserver(keepRight).observe(stream, { childList: true });
keepRight();

function keepRight() {
  const wanted = beginnings();
  if (!isRight(wanted)) undisturbing(() => set(wanted));
}

/** The first post of each day, in order. @returns {{post: Element, day: string}[]} */
function beginnings() {
  let last = "";
  return [...stream.querySelectorAll(":scope > [data-part]")].flatMap((post) => {
    const day = post.querySelector("time")?.getAttribute("datetime")?.slice(0, 10) ?? last;
    if (day === last) return [];
    last = day;
    return [{ post, day }];
  });
}

function headings() {
  return [...stream.querySelectorAll(":scope > [data-day]")];
}

/** @param {{post: Element, day: string}[]} wanted */
function isRight(wanted) {
  return headings().length === wanted.length && wanted.every(({ post, day }) => post.previousElementSibling?.getAttribute("data-day") === day);
}

/** Each heading before its post; those that stand are used again. @param {{post: Element, day: string}[]} wanted */
function set(wanted) {
  const left = headings();
  for (const { post, day } of wanted) {
    const known = left.findIndex((heading) => heading.getAttribute("data-day") === day);
    const heading = known < 0 ? make(day) : left.splice(known, 1)[0];
    if (post.previousElementSibling !== heading) post.before(heading);
  }
  for (const heading of left) leave(/** @type {HTMLElement} */ (heading));
}

/** A heading leaves; whoever had the focus there finds it at the posts. @param {HTMLElement} heading */
function leave(heading) {
  const hadFocus = heading === document.activeElement;
  heading.remove();
  if (hadFocus) focus(stream);
}

/** @param {string} day */
function make(day) {
  const heading = document.createElement("h2");
  const time = document.createElement("time");
  const at = new Date(day + NOON);
  heading.className = "day";
  heading.setAttribute("data-day", day);
  time.setAttribute("datetime", day);
  time.textContent = words.day
    .replace("{weekday}", words.weekdays[at.getUTCDay() || 7])
    .replace("{day}", String(at.getUTCDate()))
    .replace("{month}", words.months[at.getUTCMonth() + 1]);
  heading.append(time);
  return heading;
}
