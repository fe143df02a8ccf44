// The parts as they stand in the document, and the rule by which changes reach them (docs/protocol.md P-2.4, P-2.6, P-6.2).

/** @typedef {import("./wire.js").Change} Change */

/** So many posts stand at most; the oldest beyond fold away behind the link to older ones. */
const MOST_POSTS = 200;

// Elements and their attributes are asked by getAttribute and closest: names inside a part cannot get in between.
const policy = /** @type {any} */ (window).trustedTypes?.createPolicy("stoppress", { createHTML: (/** @type {string} */ html) => html });

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

/** Put or remove one part; returns the element that stands now, if any. @param {Change} change */
export function apply(change) {
  const standing = partOf(change.key);
  if (change.do === "remove") return standing && takeOut(standing);
  const home = regionOf(change.region);
  const fresh = element(change.html);
  if (!home || !fresh || fresh.getAttribute("data-part") !== change.key) return null;
  if (standing && staysWhereItIs(standing, change)) return replace(standing, fresh);
  if (!standing && home === stream && change.place < floor()) return null;
  standing?.remove();
  home.insertBefore(fresh, below(home, change.place));
  return fresh;
}

/** Fold the oldest posts away, unless the reader is among them. */
export function foldAway() {
  const posts = [...stream.querySelectorAll(":scope > [data-part]")];
  const beyond = posts.slice(MOST_POSTS);
  if (!beyond.length || beyond.some((post) => post.getBoundingClientRect().top < innerHeight || post.contains(document.activeElement))) return;
  const last = posts[MOST_POSTS - 1];
  stream.setAttribute("data-floor", last.getAttribute("data-place") ?? "0");
  for (const post of beyond) post.remove();
  const address = (stream.getAttribute("data-older") ?? "") + (last.getAttribute("data-part") ?? "").replace("post/", "");
  olderLink()?.setAttribute("href", address);
}

/** Give an element the focus for now, without a scroll. @param {HTMLElement} element */
export function focus(element) {
  if (element.tabIndex >= 0) return element.focus({ preventScroll: true });
  element.setAttribute("tabindex", "-1");
  element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true });
  element.focus({ preventScroll: true });
}

const floor = () => Number(stream.getAttribute("data-floor"));

/** @param {string} name */
const regionOf = (name) => document.querySelector(`[data-region="${CSS.escape(name)}"]`);

/** @param {HTMLElement} standing @param {Change} change */
function staysWhereItIs(standing, change) {
  const region = standing.closest("[data-region]")?.getAttribute("data-region");
  return region === "shared" || (region === change.region && Number(standing.getAttribute("data-place")) === change.place);
}

/** The part before which one of this place stands. @param {Element} home @param {number} place */
const below = (home, place) =>
  [...home.querySelectorAll(":scope > [data-part]")].find((part) => Number(part.getAttribute("data-place")) < place) ?? null;

/** @param {HTMLElement} standing @param {HTMLElement} fresh */
function replace(standing, fresh) {
  const focused = standing.contains(document.activeElement) ? document.activeElement : null;
  keepOpen(standing, fresh);
  standing.replaceWith(fresh);
  if (focused) focus(counterpart(focused, fresh));
  return fresh;
}

/** What had the focus, in the part that took its place: the same link, else the part. @param {Element} focused @param {HTMLElement} fresh */
function counterpart(focused, fresh) {
  const href = focused.getAttribute("href");
  /** @type {HTMLElement | null} */
  const same = href ? fresh.querySelector(`a[href="${CSS.escape(href)}"]`) : fresh.querySelector(focused.localName === "summary" ? "summary" : ":not(*)");
  return same ?? fresh;
}

/** A folded list that the reader has opened or shut stays so. @param {Element} standing @param {Element} fresh */
function keepOpen(standing, fresh) {
  const before = standing.querySelectorAll("details");
  fresh.querySelectorAll("details").forEach((details, index) => before[index] && details.toggleAttribute("open", before[index].hasAttribute("open")));
}

/** A part leaves; whoever had the focus in it finds it at its neighbour. @param {HTMLElement} standing */
function takeOut(standing) {
  const neighbour = standing.nextElementSibling ?? standing.previousElementSibling ?? stream;
  const hadFocus = standing.contains(document.activeElement);
  standing.remove();
  if (hadFocus) focus(/** @type {HTMLElement} */ (neighbour));
  return null;
}

/** The link to older posts; made from its template where there was none yet. @returns {Element | null} */
function olderLink() {
  const home = document.querySelector("[data-older-link]");
  if (home && !home.querySelector("a")) {
    const template = /** @type {HTMLTemplateElement} */ (document.querySelector("template[data-older-template]"));
    home.append(template.content.cloneNode(true));
  }
  return home?.querySelector("a") ?? null;
}

/** @param {string} html */
const element = (html) => /** @type {HTMLElement | null} */ (parse(html).firstElementChild);

/** @param {string} html */
function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = policy ? policy.createHTML(html) : html;
  return template.content;
}
