// How changes reach the parts (docs/protocol.md P-2.4, P-2.6, P-6.2), and that nothing moves under the reader.

import { element, floor, focus, isAtTop, partOf, stream } from "./page.js";

/** @typedef {import("./wire.js").Change} Change */

/** So many posts stand at most; the oldest beyond fold away behind the link to older ones. */
const MOST_POSTS = 200;
const BLOCKS = "h1, h2, h3, h4, p, li, figure, table, pre";
const MOST_LANDMARKS = 12;
/** So near to the top nobody is reading. */
const TOP_PX = 8;

/** Put or remove one part; returns the element that stands now, if any. @param {Change} change */
export function apply(change) {
  const standing = partOf(change.key);
  if (change.do === "remove") return standing && takeOut(standing);
  const home = regionOf(change.region);
  const fresh = element(change.html);
  if (!home || !fresh || fresh.getAttribute("data-part") !== change.key) return null;
  if (standing && staysWhereItIs(standing, change)) return replace(standing, fresh);
  if (!standing && home === stream && change.place < floor()) return null;
  move(standing, fresh, () => home.insertBefore(fresh, below(home, change.place)));
  if (stream.children.length > MOST_POSTS) import("./folding.js").then((it) => it.foldAway(stream, MOST_POSTS));
  return fresh;
}

/** Do something to the page, and let what is being read stand where it stood. @param {() => void} work */
export function holdingStill(work) {
  const landmarks = landmarksInView();
  const root = document.documentElement;
  root.classList.add("settling"); // browsers that anchor by themselves would do it a second time
  work();
  const known = landmarks.find((landmark) => again(landmark));
  const moved = known ? top(/** @type {Element} */ (again(known))) - known.top : 0;
  if (moved) scrollBy({ top: moved, behavior: "instant" });
  requestAnimationFrame(() => requestAnimationFrame(() => root.classList.remove("settling")));
}

/** Do something to the page: as it comes where nobody is reading, else so that nothing moves. @param {() => void} work */
export function undisturbing(work) {
  if (scrollY < TOP_PX && isAtTop()) work();
  else holdingStill(work);
}

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
  move(standing, fresh, () => standing.replaceWith(fresh));
  return fresh;
}

/** What was open stays open, and what had the focus keeps it, wherever the part stands from now on.
 * @param {HTMLElement | null} standing @param {HTMLElement} fresh @param {() => void} place */
function move(standing, fresh, place) {
  const focused = standing?.contains(document.activeElement) ? document.activeElement : null;
  if (standing) keepOpen(standing, fresh);
  place();
  if (standing && fresh.querySelector(".correction")) import("./corrected.js").then((it) => it.mark(standing, fresh, undisturbing));
  if (standing?.isConnected) standing.remove();
  if (focused) focus(counterpart(focused, fresh));
}

/** What had the focus, in the part that took its place: the same link, the same answer of a poll, else the part. @param {Element} focused @param {HTMLElement} fresh */
function counterpart(focused, fresh) {
  const [name, value] = ["href", "value"].map((attribute) => [attribute, focused.getAttribute(attribute)]).find((pair) => pair[1]) ?? [];
  /** @type {HTMLElement | null} */
  const same = fresh.querySelector(value ? `${focused.localName}[${name}="${CSS.escape(value)}"]` : focused.localName);
  return same ?? fresh;
}

/** A folded list that the reader has opened or shut stays so. @param {Element} standing @param {Element} fresh */
function keepOpen(standing, fresh) {
  const before = standing.querySelectorAll("details");
  fresh.querySelectorAll("details").forEach((details, index) => before[index] && details.toggleAttribute("open", before[index].hasAttribute("open")));
}

/** A part leaves; whoever had the focus in it finds it at its neighbour. @param {HTMLElement} standing */
function takeOut(standing) {
  const parts = [...(standing.parentElement?.querySelectorAll(":scope > [data-part]") ?? [])];
  const at = parts.indexOf(standing);
  const neighbour = parts[at + 1] ?? parts[at - 1] ?? stream;
  const hadFocus = standing.contains(document.activeElement);
  standing.remove();
  if (hadFocus) focus(/** @type {HTMLElement} */ (neighbour));
  return null;
}

/** @typedef {{block: Element, key: string, text: string | null, top: number}} Landmark */

/** The blocks that the reader sees, from the top of the window down. @returns {Landmark[]} */
function landmarksInView() {
  /** @type {Landmark[]} */
  const found = [];
  for (const part of document.querySelectorAll("[data-region] > [data-part]")) {
    if (!isInView(part) || isBeside(part)) continue;
    for (const block of [...part.querySelectorAll(BLOCKS)].filter(isInView).slice(0, MOST_LANDMARKS))
      found.push({ block, key: part.getAttribute("data-part") ?? "", text: block.textContent, top: top(block) });
  }
  return found.sort((a, b) => Number(a.top < 0) - Number(b.top < 0) || a.top - b.top); // what begins above the window is the last resort
}

/** The same block after the change: itself, or the one with these words in the part that took its place. @param {Landmark} landmark */
function again({ block, key, text }) {
  if (block.isConnected) return block;
  return text && [...(partOf(key)?.querySelectorAll(BLOCKS) ?? [])].find((candidate) => candidate.textContent === text);
}

/** What stands beside the text and scrolls on its own tells nothing of what is read. @param {Element} part */
function isBeside(part) {
  const rail = part.closest(".rail");
  return !!rail && getComputedStyle(rail).position === "sticky";
}

/** @param {Element} element */
function isInView(element) {
  const box = element.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight;
}

/** @param {Element} element */
const top = (element) => element.getBoundingClientRect().top;
