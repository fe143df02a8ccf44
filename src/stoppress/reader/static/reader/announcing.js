// What the status line says: counts in batches, politely, and never a text of a post, but for a score that has changed.

import { element, isTombstone } from "./page.js";
import { say } from "./words.js";

/** @typedef {import("./wire.js").Change} Change */

const ANNOUNCE_EVERY_MS = 30_000;
/** What comes in one breath is told in one. */
const GATHER_MS = 2_000;

/** In this order, whatever came first. */
const NAMES = ["new_updates", "corrections", "withdrawals", "key-points"];

/** @type {Map<string, number>} */
const counts = new Map();
/** Scores that have changed, by the post; the last one counts. @type {Map<string, string>} */
const scores = new Map();
let toldAt = 0;
let timer = 0;

/** Count what has come. @param {Change} change @param {string | undefined} before the part as it stood, if it stood @param {boolean} isNew a post that did not stand */
export function hear(change, before, isNew) {
  if (isTombstone(change)) return before !== undefined && announce("withdrawals");
  if (isNew) return announce("new_updates");
  if (change.key === "key-points") return announce(change.key);
  if (before !== undefined && corrections(change.html) > corrections(before)) announce("corrections");
  if (before !== undefined) hearScore(change, before);
}

/** A score is told at once, with what is counted by then: who follows a game waits for nothing else. Its clock and events are not. @param {Change} change @param {string} before */
function hearScore(change, before) {
  const score = scoreIn(change.html);
  if (!score || score === scoreIn(before)) return;
  scores.set(change.key, score);
  clearTimeout(timer);
  timer = window.setTimeout(tell, GATHER_MS);
}

/** Something has happened; it is told at most once in 30 seconds. @param {string} name of a phrase with a number */
function announce(name) {
  counts.set(name, (counts.get(name) ?? 0) + 1);
  timer ||= window.setTimeout(tell, Math.max(GATHER_MS, toldAt + ANNOUNCE_EVERY_MS - Date.now()));
}

function tell() {
  timer = 0;
  toldAt = Date.now();
  const said = [...scores.values(), ...NAMES.filter((name) => counts.has(name)).map((name) => say(name, { n: counts.get(name) }))];
  /** @type {Element} */ (document.querySelector("#status")).textContent = said.join(", ");
  counts.clear();
  scores.clear();
}

/** @param {string} html */
const scoreIn = (html) => element(`<div>${html}</div>`)?.querySelector(".score")?.textContent?.trim().replace(/\s+/g, " ");

/** @param {string} html */
function corrections(html) {
  return html.split('class="correction"').length;
}
