// What this script says, in the page's language, and when: a status line that speaks in batches and never reads out texts.

const ANNOUNCE_EVERY_MS = 30_000;
/** What comes in one breath is told in one. */
const GATHER_MS = 2_000;

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

/** A time of day in the story's zone, as 9.05. @param {Date} at @param {string} zone */
export function clock(at, zone) {
  const options = { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: zone || "UTC" };
  const parts = new Intl.DateTimeFormat("en-GB", /** @type {any} */ (options)).formatToParts(at);
  const value = (/** @type {string} */ type) => parts.find((part) => part.type === type)?.value ?? "";
  return `${Number(value("hour"))}.${value("minute")}`;
}

/** Counts what has happened and tells it in the status line: politely, at most once in 30 seconds. */
export class Announcer {
  /** @type {Map<string, number>} */
  #counts = new Map();
  #toldAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Element} line */
  constructor(line) {
    this.line = line;
  }

  /** @param {string} name of a phrase with a number */
  count(name) {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    this.#timer ??= setTimeout(() => this.#tell(), Math.max(GATHER_MS, this.#toldAt + ANNOUNCE_EVERY_MS - Date.now()));
  }

  #tell() {
    this.#timer = undefined;
    this.#toldAt = Date.now();
    this.line.textContent = [...this.#counts].map(([name, n]) => say(name, { n })).join(", ");
    this.#counts.clear();
  }
}
