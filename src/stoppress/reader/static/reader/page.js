// The parts as they stand, and where the reader is among them.

/** @typedef {import("./wire.js").Change} Change */

const FIELDS = "input, textarea, select, video, audio, iframe, [contenteditable]";

// Elements and their attributes are asked by getAttribute and closest: names inside a part cannot get in between.
const policy = /** @type {any} */ (window).trustedTypes?.createPolicy("stoppress", { createHTML: String });

export const stream = /** @type {HTMLElement} */ (document.querySelector('[data-region="stream"]'));

/** The part of this key as it stands. @param {string} key @returns {HTMLElement | null} */
export const partOf = (key) => document.querySelector(`[data-region] > [data-part="${CSS.escape(key)}"]`);

/** Whether this change would bring a post that does not stand on the page yet. @param {Change} change */
export const isNewPost = (change) =>
  change.do === "put" && change.region === "stream" && change.place >= floor() && !partOf(change.key);

/** A post that was withdrawn: its tombstone. @param {Change} change */
export const isTombstone = (change) => change.do === "put" && !!element(change.html)?.hasAttribute("data-withdrawn");

/** The title that a change of the document's head brings. @param {Change} change */
export const titleOf = (change) => parse(change.html).querySelector("title")?.textContent ?? "";

/** Give an element the focus for now, without a scroll. @param {HTMLElement} element */
export function focus(element) {
  if (element.tabIndex >= 0 || element.hasAttribute("tabindex")) return element.focus({ preventScroll: true });
  element.setAttribute("tabindex", "-1");
  element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true });
  element.focus({ preventScroll: true });
}

/** Keep a word in this browser, and tell the one kept; null where nothing is kept.
 * @param {"localStorage" | "sessionStorage"} store @param {string} name @param {string} [value] */
export function remember(store, name, value) {
  try {
    if (value) window[store].setItem(name, value);
    return window[store].getItem(name);
  } catch {
    return null;
  }
}

/** Whether the reader is at the start of the stream and does nothing there that a new post would disturb. */
export function isAtTop() {
  return !document.hidden && top(stream) >= 0 && !isSelecting() && !isInUse(stream);
}

/** Whether the reader is inside: a focused field, a playing film. @param {Element | null} element */
export function isInUse(element) {
  if (!element) return false;
  const focused = document.activeElement;
  if (focused?.closest(FIELDS) && element.contains(focused)) return true;
  return [...element.querySelectorAll("video, audio")].some((media) => !(/** @type {HTMLMediaElement} */ (media).paused));
}

/** The place from which on every post stands on the page (P-2.4). */
export const floor = () => Number(stream.getAttribute("data-floor"));

/** The element of a part. @param {string} html */
export const element = (html) => /** @type {HTMLElement | null} */ (parse(html).firstElementChild);

/** @param {string} html */
export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = policy ? policy.createHTML(html) : html;
  return template.content;
}

function isSelecting() {
  const selection = getSelection();
  return !selection?.isCollapsed && stream.contains(selection?.anchorNode ?? null);
}

/** @param {Element} element */
const top = (element) => element.getBoundingClientRect().top;
