// Both clocks: times stand in the story's zone, or at a tap in the reader's own; what a time said is given back as it was.

import { remember } from "./page.js";
import { clock, now, say, storyZone, zone } from "./words.js";

const KEPT = "stoppress.clock";
/** All but what the script itself tells anew at every breath. */
const TIMES = ":is([data-region], [data-returning]) time[datetime]";
/** A zone's offset changes between two looks, twice a year. */
const LOOK_EVERY_MS = 60_000;
/** The forms in which days are written, the longer before the one that begins it. @type {Intl.DateTimeFormatOptions[]} */
const DAYS = [{ dateStyle: "long" }, { day: "numeric", month: "short" }];

const root = document.documentElement;
const button = document.createElement("button");
const words = document.createElement("span");
const told = words.appendChild(document.createTextNode(""));
/** What gives back what was told before, by the time or post that tells it otherwise now. @type {Map<Element, () => void>} */
const undo = new Map();
let hadFocus = false;

button.type = "button";
button.setAttribute("data-clock-choice", "");
button.addEventListener("click", choose);
words.setAttribute("data-added", "");
root.toggleAttribute("data-own-time", remember("localStorage", KEPT) === "own");
document.addEventListener("focusin", ({ target }) => (hadFocus = target === button || (hadFocus && target === header())));
document.addEventListener("stoppress:settled", show);
setInterval(sayWhich, LOOK_EVERY_MS);
show();
document.dispatchEvent(new Event("stoppress:clock"));

function choose() {
  const isOwn = root.toggleAttribute("data-own-time");
  remember("localStorage", KEPT, isOwn ? "own" : "story");
  show();
  document.dispatchEvent(new Event("stoppress:clock"));
}

function show() {
  const isOwn = root.hasAttribute("data-own-time");
  for (const [element, back] of undo) {
    if (element.isConnected && isOwn) continue;
    back();
    undo.delete(element);
  }
  if (isOwn) document.querySelectorAll(TIMES).forEach((time) => turn(/** @type {HTMLTimeElement} */ (time)));
  sayWhich();
}

/** Tell a time by the reader's clock in the form in which it stands; and its day, where that is another one. @param {HTMLTimeElement} time */
function turn(time) {
  const at = new Date(time.dateTime);
  if (undo.has(time) || !time.dateTime.includes("T") || isNaN(at.getTime())) return;
  const fresh = /** @type {Element} */ (time.cloneNode(true));
  const before = fresh.textContent;
  for (const text of textsOf(fresh)) text.data = reword(text.data, at);
  if (!before?.includes(clock(at, storyZone()))) fresh.textContent = clock(at); // a writer's own form
  if (day(at, DAYS[1], storyZone()) !== day(at, DAYS[1])) tellDay(fresh, at);
  const nodes = [...time.childNodes];
  undo.set(time, () => time.replaceChildren(...nodes));
  time.replaceChildren(...fresh.childNodes);
  label(time.closest(".moment")?.parentElement, at);
}

/** @param {string} text @param {Date} at */
function reword(text, at) {
  const form = DAYS.find((days) => text.includes(day(at, days, storyZone())));
  const told = form ? text.replace(day(at, form, storyZone()), day(at, form)) : text;
  return told.replace(clock(at, storyZone()), clock(at));
}

/** @param {Element} time @param {Date} at */
function tellDay(time, at) {
  time.querySelector("span")?.classList.add("other-day");
  if (!DAYS.some((form) => time.textContent?.includes(day(at, form)))) time.textContent = say("time_and_day", { time: time.textContent ?? "", day: day(at, DAYS[1]) });
}

/** A post without a title is named by its time. @param {Element | null | undefined} post @param {Date} at */
function label(post, at) {
  const name = post?.getAttribute("aria-label");
  if (!post || !name || undo.has(post)) return;
  undo.set(post, () => post.setAttribute("aria-label", name));
  post.setAttribute("aria-label", reword(name, at));
}

/** Behind the line that names the zone: its offset, and the other clock. */
function sayWhich() {
  const line = document.querySelector("[data-place-name]");
  const place = line?.getAttribute("data-place-name") ?? "";
  const isOther = offsets(storyZone()) !== offsets(undefined);
  const isOwn = isOther && root.hasAttribute("data-own-time");
  const isNamed = storyZone() !== "UTC";
  const ofStory = (line?.textContent ?? "").replace(/\s*(\.?)$/, isNamed ? ` (${offsets(storyZone())})$1` : "$1");
  told.data = `${isOwn ? say("your_time", { offset: offsets(undefined) }) : ofStory} `;
  button.textContent = isOwn ? say("show_place", { place: isNamed ? place : "UTC" }) : say("show_yours");
  if (!isOther) button.remove();
  else if (!button.parentElement) words.append(button);
  if (line?.nextElementSibling !== words) line?.after(words);
  if (hadFocus && document.activeElement === header()) button.focus({ preventScroll: true });
}

/** How far a zone is from Greenwich: now, and when the oldest post on the page came, if that is another. @param {string | undefined} where */
function offsets(where) {
  const oldest = [...document.querySelectorAll('[data-part^="post/"] > .moment time')].at(-1)?.getAttribute("datetime");
  const present = offset(now(), where);
  const before = oldest ? offset(new Date(oldest), where) : present;
  return before === present ? present : say("two_offsets", { before, now: present });
}

/** @param {Date} at @param {string | undefined} where */
function offset(at, where) {
  const parts = new Intl.DateTimeFormat(say("dates"), { timeZone: where, timeZoneName: "shortOffset" }).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}

/** @param {Date} at @param {Intl.DateTimeFormatOptions} form @param {string} [where] a zone, else that in which times are shown */
function day(at, form, where = zone()) {
  return at.toLocaleDateString(say("dates"), { ...form, timeZone: where });
}

const header = () => document.querySelector('[data-part="header"]');

/** @param {Element} element @returns {Text[]} */
function textsOf(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
  return texts;
}
