// What this script says, in the page's language.

/** @type {Record<string, string | Record<string, string>>} */
const words = JSON.parse(document.querySelector("#words")?.textContent ?? "{}");
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

/** The zone of the story. */
export const storyZone = () => document.querySelector("[data-zone]")?.getAttribute("data-zone") ?? "UTC";

/** The zone in which times are shown: the story's, or the reader's own, which has no name here. */
export const zone = () => (document.documentElement.hasAttribute("data-own-time") ? undefined : storyZone());

/** A time of day, as the language writes it: 9.05. @param {Date} at @param {string | undefined} [where] a zone, else that in which times are shown */
export function clock(at, where = zone()) {
  const [hh, mm] = at.toLocaleTimeString("en-GB", { timeZone: where }).split(":");
  return say("clock", { h: Number(hh), hh, mm });
}

/** The server's clock less the browser's own beat, once an answer has told it. @type {number | undefined} */
let beat;

/** Now, by the server's clock where it is known: the reader's may be years off, and may be set anew at any moment. */
export const now = () => new Date(beat === undefined ? Date.now() : beat + performance.now());

/** Learn from an answer what the server's clock says. @param {Response} answer */
export function learn({ headers }) {
  const at = Date.parse(headers.get("date") ?? "") + 1000 * Number(headers.get("age"));
  if (at) beat = at - performance.now();
}

/** Whether the server's clock is known. */
export const isTimeKnown = () => beat !== undefined;
