// Marks a correction that has just arrived at a post that stood there, for as long as the reader has not had it before his eyes.

import { say } from "./words.js";

/** So long in view, it has been seen. */
const SEEN_MS = 8_000;

/** By part, the notes that are still to be seen. @type {Map<string, Set<string>>} */
const unseen = new Map();
/** @type {Map<Element, number>} */
const timers = new Map();
const watching = new IntersectionObserver((entries) => entries.forEach((entry) => (entry.isIntersecting ? look(entry.target) : lookAway(entry.target))));

/**
 * Mark what is new in a part that took the place of another.
 * @param {Element} standing the part as it stood
 * @param {Element} fresh the part as it stands now
 * @param {(work: () => void) => void} undisturbing changes the page so that nothing moves under who is reading
 */
export function mark(standing, fresh, undisturbing) {
  const key = fresh.getAttribute("data-part") ?? "";
  const known = new Set(correctionsIn(standing).map(noteOf));
  const fromBefore = unseen.get(key) ?? new Set();
  const news = correctionsIn(fresh).filter((correction) => !known.has(noteOf(correction)) || fromBefore.has(noteOf(correction)));
  unseen.set(key, new Set(news.map(noteOf)));
  if (fresh.isConnected && news.length) undisturbing(() => news.forEach((correction) => label(correction, key, undisturbing)));
}

/** @param {Element} correction @param {string} key @param {(work: () => void) => void} undisturbing */
function label(correction, key, undisturbing) {
  const words = document.createElement("span");
  words.className = "just-in";
  words.setAttribute("data-added", "");
  words.textContent = `${say("just_in")} `;
  words.addEventListener("stoppress:seen", () => {
    unseen.get(key)?.delete(noteOf(correction));
    if (words.isConnected) undisturbing(() => words.remove());
  });
  correction.prepend(words);
  watching.observe(words);
}

/** @param {Element} words */
function look(words) {
  timers.set(words, window.setTimeout(() => seen(words), SEEN_MS));
}

/** @param {Element} words */
function lookAway(words) {
  clearTimeout(timers.get(words));
  timers.delete(words);
  if (!words.isConnected) watching.unobserve(words); // the part was replaced once more
}

/** A tab in the background is looked at by nobody. @param {Element} words */
function seen(words) {
  if (document.hidden) return look(words);
  watching.unobserve(words);
  timers.delete(words);
  words.dispatchEvent(new Event("stoppress:seen"));
}

/** @param {Element} part */
const correctionsIn = (part) => [...part.querySelectorAll(".correction")];

/** What the note says: its time may stand there in the reader's own. @param {Element} correction */
const noteOf = (correction) => correction.querySelector(":scope > span:not([data-added])")?.textContent ?? "";
