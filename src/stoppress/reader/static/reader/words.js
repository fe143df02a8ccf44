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

/** A time of day in the story's zone, as the language writes it: 9.05. @param {Date} at @param {string} zone */
export function clock(at, zone) {
  const [hh, mm] = at.toLocaleTimeString("en-GB", { timeZone: zone }).split(":");
  return say("clock", { h: Number(hh), hh, mm });
}
