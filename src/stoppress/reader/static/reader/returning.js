// Offers the newest round-up to a reader who comes back. Only this browser knows when the page was last seen.

import { focus, partOf, stream } from "./page.js";
import { holdingStill } from "./placing.js";
import { clock, say } from "./words.js";

/** Times on the page are told to the second. */
const SECOND_MS = 1_000;

/** A calm line above the posts, if a round-up came since; nothing moves under who reads already. @param {number} left when the page was last seen */
export function offer(left) {
  const pointer = partOf("round-up");
  const link = pointer?.querySelector("a");
  const at = new Date(pointer?.querySelector("time")?.getAttribute("datetime") ?? 0);
  document.querySelector("[data-returning]")?.remove();
  if (!link || at.getTime() + SECOND_MS <= left) return;
  const home = /** @type {Element} */ (document.querySelector(".arrivals"));
  holdingStill(() => home.before(line(/** @type {HTMLAnchorElement} */ (link.cloneNode()), new Date(left), at)));
}

/** @param {HTMLAnchorElement} link @param {Date} left @param {Date} at */
function line(link, left, at) {
  const zone = partOf("header")?.getAttribute("data-zone") ?? "UTC";
  const element = document.createElement("p");
  const close = document.createElement("button");
  element.className = "returning";
  element.setAttribute("data-returning", "");
  link.textContent = say("returning", { left: moment(left, zone), time: moment(at, zone) });
  link.addEventListener("click", () => element.remove());
  close.type = "button";
  close.textContent = say("not_now");
  close.addEventListener("click", () => {
    holdingStill(() => element.remove());
    focus(stream);
  });
  element.append(link, " ", close);
  return element;
}

/** The time of day; with the day, when that is another one. @param {Date} at @param {string} zone */
function moment(at, zone) {
  const day = (/** @type {Date} */ date) => date.toLocaleDateString(say("dates"), { day: "numeric", month: "short", timeZone: zone });
  return day(at) === day(new Date()) ? clock(at, zone) : `${clock(at, zone)}, ${day(at)}`;
}
