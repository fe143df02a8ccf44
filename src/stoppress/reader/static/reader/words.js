// What this script says, in the page's language, and when: a status line that speaks in batches and never reads out texts.

const ANNOUNCE_EVERY_MS = 30_000;
/** What comes in one breath is told in one. */
const GATHER_MS = 2_000;

/** @type {Record<string, string | Record<string, string>>} */
const words = JSON.parse(document.querySelector("#words")?.textContent ?? "{}");
/** @type {Map<string, number>} */
const counts = new Map();
let toldAt = 0;
let timer = 0;
const plurals = new Intl.PluralRules(document.documentElement.lang);

/** A phrase with its gaps filled; with a number, in the form that the language wants. @param {string} name @param {Record<string, string | number>} [gaps] */
export function say(name, gaps = {}) {
  const phrase = words[name];
  const text = typeof phrase === "string" ? phrase : form(phrase, Number(gaps.n));
  return text.replace(/\{(\w+)\}/g, (_, gap) => String(gaps[gap] ?? ""));
}

/** The form under a sample number that the language treats as this one. @param {Record<string, string>} forms @param {number} n */
function form(forms, n) {
  const sample = Object.keys(forms).find((known) => plurals.select(Number(known)) === plurals.select(n));
  return forms[sample ?? 100];
}

/** A time of day in the story's zone, as the language writes it: 9.05. @param {Date} at @param {string} zone */
export function clock(at, zone) {
  const [hh, mm] = at.toLocaleTimeString("en-GB", { timeZone: zone }).split(":");
  return say("clock", { h: Number(hh), hh, mm });
}

/** Count something that has happened; it is told in the status line politely, at most once in 30 seconds. @param {string} name of a phrase with a number */
export function announce(name) {
  counts.set(name, (counts.get(name) ?? 0) + 1);
  timer ||= window.setTimeout(tell, Math.max(GATHER_MS, toldAt + ANNOUNCE_EVERY_MS - Date.now()));
}

function tell() {
  timer = 0;
  toldAt = Date.now();
  const said = [...counts].map(([name, n]) => say(name, { n }));
  /** @type {Element} */ (document.querySelector("#status")).textContent = said.join(", ");
  counts.clear();
}
