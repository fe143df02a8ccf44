// The queue at the desk: the clock on the wall, countdowns to the second, what goes out in a moment, and the alarm when something is late.

import { whenReleased } from "./pressing.js";
import { isUnderway, settled } from "./sending.js";

/** A countdown that has ended is looked after so soon: by then it is out, or something is wrong. */
const LOOK_AFTER_MS = 1_500;
/** What was said of a stop stays so long. */
const SAID_FOR_MS = 20_000;

/** By how much the server's clock is ahead of this one, by the part of the page that told it. @type {WeakMap<Element, number>} */
const ahead = new WeakMap();
/** @type {Set<string>} */
const ended = new Set();
/** To make one costs more than all that it is asked in an hour. @type {Map<string, Intl.DateTimeFormat>} */
const clocks = new Map();
let every = 0;
let looking = 0;

document.addEventListener("desk:pulse", (event) => takePulse(/** @type {CustomEvent} */ (event).detail));
document.addEventListener("desk:done", saysStopped);
setInterval(tick, 1_000);
setTimeout(tick); // behind what is ready at once: the page came with its times

/** @param {{ late?: number, soon?: string, look_every_ms?: number }} pulse */
function takePulse(pulse) {
  const alarm = /** @type {HTMLElement | null} */ (document.querySelector("[data-late]"));
  if (alarm) alarm.hidden = !pulse.late;
  whenReleased(() => showSoon(pulse.soon ?? ""));
  lookEvery(pulse.look_every_ms ?? 0);
}

/** Where there are only seconds to stop, the page asks more often. @param {number} milliseconds */
function lookEvery(milliseconds) {
  if (milliseconds === every) return;
  clearInterval(looking);
  every = milliseconds;
  if (every) looking = setInterval(() => document.hidden || look(), every);
}

/** What goes out in a moment stands above the desk, whatever panel is open; the lines stay as long as they are the same. @param {string} html */
function showSoon(html) {
  const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-soon]"));
  const lines = place?.querySelector("[data-soon-lines]");
  if (!place || !lines) return;
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  if (namesIn(parsed.content) === namesIn(lines)) return;
  const stopping = [...lines.querySelectorAll("form")].find(isUnderway);
  if (stopping) return void settled(stopping).then(look); // its answer is said here
  const isNew = [...parsed.content.querySelectorAll("[data-soon-of]")].filter((line) => !lines.querySelector(`[data-soon-of="${line.getAttribute("data-soon-of")}"]`));
  const said = /** @type {HTMLElement} */ (place.querySelector("[data-soon-said]"));
  const isHers = lines.contains(document.activeElement);
  lines.replaceChildren(parsed.content);
  if (isNew.length) said.textContent = "";
  place.hidden = !html && !said.textContent;
  if (isHers && said.textContent) said.focus();
  tick();
}

/** @param {ParentNode} part */
function namesIn(part) {
  return [...part.querySelectorAll("[data-soon-of]")].map((line) => line.getAttribute("data-soon-of")).join(" ");
}

/** She has stopped it above the desk: that is said where she was. @param {Event} event */
function saysStopped(event) {
  const place = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-soon]"));
  const said = place?.querySelector("[data-soon-said]");
  if (!place || !said) return;
  const words = /** @type {CustomEvent} */ (event).detail.said;
  said.textContent = words;
  setTimeout(() => said.textContent === words && unsay(place, said), SAID_FOR_MS);
}

/** @param {HTMLElement} place @param {Element} said */
function unsay(place, said) {
  said.textContent = "";
  place.hidden = !place.querySelector("[data-soon-of]");
}

function look() {
  document.dispatchEvent(new CustomEvent("desk:look"));
}

function tick() {
  for (const wall of document.querySelectorAll("[data-wall]")) showTime(/** @type {HTMLElement} */ (wall));
  for (const part of document.querySelectorAll("[data-due]")) countDown(/** @type {HTMLElement} */ (part), nowAt(part));
}

/** @param {HTMLElement} wall */
function showTime(wall) {
  const time = wall.querySelector("[data-wall-time]");
  if (time) time.textContent = clockIn(wall.dataset.zone ?? "UTC", nowAt(wall));
}

/** What the server's clock shows, as the part around this was told. @param {Element} part */
function nowAt(part) {
  const told = /** @type {HTMLElement | null} */ (part.closest("[data-now]") ?? part.closest("[data-queue]")?.querySelector("[data-now]"));
  return Date.now() + (told ? aheadOf(told) : 0);
}

/** @param {HTMLElement} wall */
function aheadOf(wall) {
  if (!ahead.has(wall)) ahead.set(wall, Date.parse(wall.dataset.now ?? "") - Date.now());
  return ahead.get(wall) ?? 0;
}

/** @param {string} zone @param {number} now */
function clockIn(zone, now) {
  if (!clocks.has(zone)) clocks.set(zone, new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit" }));
  return clocks.get(zone)?.format(now) ?? "";
}

/** @param {HTMLElement} part @param {number} now */
function countDown(part, now) {
  const due = part.dataset.due ?? "";
  const seconds = Math.ceil((Date.parse(due) - now) / 1_000);
  const sign = seconds < 0 ? "+" : "−";
  const left = Math.abs(seconds);
  const parts = [Math.floor(left / 3_600), Math.floor(left / 60) % 60, left % 60].map((number) => String(number).padStart(2, "0"));
  part.textContent = left < 86_400 ? sign + (parts[0] === "00" ? parts.slice(1) : parts).join(":") : "";
  if (seconds > 0 || ended.has(due)) return;
  ended.add(due);
  setTimeout(look, LOOK_AFTER_MS);
}
