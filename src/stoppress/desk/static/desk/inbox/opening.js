// The opened question beside the list. On narrow screens a question is a page of its own, and this does nothing.

import { nameKeys } from "../keys.js";
import { latestOnly } from "../latest.js";
import { whenReleased } from "../pressing.js";
import { isUnderway } from "../sending.js";
import { word } from "../words.js";

const isWide = matchMedia("(min-width: 62em)");
/** The loading that was asked for last. */
const askQuestion = latestOnly();
let isGoing = false;

const main = () => /** @type {HTMLElement} */ (document.querySelector("[data-inbox]"));
const place = () => /** @type {HTMLElement} */ (document.querySelector("[data-open]"));
const article = () => /** @type {HTMLElement | null} */ (place().querySelector("[data-opened]"));

/** The question that is open, or null. @returns {string | null} */
export function openedNow() {
  return article()?.dataset.opened ?? null;
}

/** Open questions in place when their links are followed. */
export function startOpening() {
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLAnchorElement | null} */ (event.target.closest?.("[data-opens-question]"));
    if (!link || !isWide.matches || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    openQuestion(link.href);
  });
  addEventListener("popstate", () => location.reload());
}

/**
 * Load a question into its place; without an address the one that is open, as it is now.
 * @param {string | null} address
 * @param {boolean} [isTheirs] somebody else has changed it: what she has begun to write in it stays
 */
export async function openQuestion(address, isTheirs = false) {
  if (!address && isGoing) return; // she is on her way to another
  const wanted = address ?? location.href;
  const isLast = askQuestion();
  isGoing = Boolean(address);
  const response = await fetch(wanted, { headers: { "X-In-Place": "yes" } }).catch(() => null);
  const words = response?.ok && !response.redirected ? await response.text().catch(() => "") : "";
  if (!isLast()) return; // she has gone on to another
  isGoing = false;
  if (!words) return response?.status === 404 ? close() : void (address && (location.href = wanted));
  const parsed = document.createElement("template");
  parsed.innerHTML = words;
  await new Promise((resolve) => whenReleased(() => resolve(isLast() && putQuestion(parsed.content, address, isTheirs))));
}

function putQuestion(content, address, isTheirs) {
  if (!content.querySelector("[data-opened]")) return;
  if (isTheirs && article() && isTouched(article())) return sayChanged(article());
  const isSame = content.querySelector("[data-opened]").dataset.opened === openedNow();
  const hadFocus = place().contains(document.activeElement);
  place().replaceChildren(content);
  main().classList.add("has-open");
  nameKeys(place());
  markCurrent();
  if (address && new URL(address, location.href).href !== location.href) history.pushState(null, "", address);
  if (!isSame) place().scrollTop = 0;
  if (hadFocus) place().querySelector("[data-opened-words]").focus({ preventScroll: true });
}

/** The list knows the open question in another version: load it again, unless she is writing in it. @param {HTMLElement | null} line */
export function questionChanged(line) {
  const shown = article();
  if (!shown) return;
  if (line && line.dataset.version === shown.dataset.version && line.dataset.count === shown.dataset.count) return;
  if (isTouched(shown)) sayChanged(shown);
  else openQuestion(null, true);
}

function isTouched(shown) {
  return [...shown.querySelectorAll("form")].some((form) => isUnderway(form)) || isBeingWrittenIn(shown);
}

function sayChanged(shown) {
  if (shown.querySelector("[data-changed]")) return;
  const note = document.createElement("p");
  note.className = "changed-by-other";
  note.dataset.changed = "yes";
  const again = document.createElement("button");
  again.type = "button";
  again.className = "quiet";
  again.textContent = word("load_again");
  again.addEventListener("click", () => openQuestion(null));
  note.append(word("question_changed"), " ", again);
  shown.prepend(note);
}

/** Open what is asked before this is done: the expert, or the reason. @param {string} name */
export function ask(name) {
  const details = /** @type {HTMLDetailsElement | null} */ (place().querySelector(`[data-ask="${name}"]`));
  if (!details) return false;
  details.open = true;
  /** @type {HTMLElement | null} */ (details.querySelector("select, textarea") ?? details.querySelector("summary"))?.focus();
  return true;
}

function isBeingWrittenIn(shown) {
  const fields = [...shown.querySelectorAll("textarea, .tick")];
  return Boolean(shown.querySelector("details[open]")) || fields.some((field) => (field.matches(".tick") ? field.checked : field.value));
}

function markCurrent() {
  for (const row of document.querySelectorAll("[data-question][aria-current]")) row.removeAttribute("aria-current");
  document.querySelector(`[data-question="${openedNow()}"]`)?.setAttribute("aria-current", "true");
}

/** It was merged with another while it was open. */
function close() {
  place().replaceChildren();
  main().classList.remove("has-open");
  history.replaceState(null, "", `${main().dataset.listAddress}${location.search}`);
}
