// Nothing moves under the reader: what is being read keeps its place, what is in use keeps its part.

/** What stands beside the text and scrolls on its own says nothing about where the reader is. */
const BLOCKS = "h1, h2, h3, h4, p, li, figure, table, pre";
const MOST_LANDMARKS = 12;
const FIELDS = "input, textarea, select, video, audio, iframe, [contenteditable]";

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

/** Whether the reader is at the start of the stream and does nothing there that a new post would disturb. @param {Element} stream */
export function isAtTop(stream) {
  return !document.hidden && top(stream) >= 0 && !isSelecting(stream) && !isInUse(stream);
}

/** Whether the reader is inside: a focused field, a playing film. @param {Element | null} element */
export function isInUse(element) {
  if (!element) return false;
  const focused = document.activeElement;
  if (focused?.closest(FIELDS) && element.contains(focused)) return true;
  return [...element.querySelectorAll("video, audio")].some((media) => !(/** @type {HTMLMediaElement} */ (media).paused));
}

/** @param {Element} stream */
function isSelecting(stream) {
  const selection = getSelection();
  return !!selection && !selection.isCollapsed && stream.contains(selection.anchorNode);
}

/** @typedef {{block: Element, key: string, text: string | null, top: number}} Landmark */

/** The blocks that the reader sees, from the top of the window down. @returns {Landmark[]} */
function landmarksInView() {
  /** @type {Landmark[]} */
  const found = [];
  for (const part of document.querySelectorAll("[data-region] > [data-part]")) {
    const box = part.getBoundingClientRect();
    if (box.bottom <= 0 || box.top >= innerHeight || isBeside(part)) continue;
    for (const block of part.querySelectorAll(BLOCKS)) {
      const place = top(block);
      if (place < 0 || place >= innerHeight || found.length >= MOST_LANDMARKS) continue;
      found.push({ block, key: part.getAttribute("data-part") ?? "", text: block.textContent, top: place });
    }
  }
  return found.sort((a, b) => a.top - b.top);
}

/** The same block after the change: itself, or the one with these words in the part that took its place. @param {Landmark} landmark */
function again({ block, key, text }) {
  if (block.isConnected) return block;
  const part = document.querySelector(`[data-region] > [data-part="${CSS.escape(key)}"]`);
  return part && text ? [...part.querySelectorAll(BLOCKS)].find((candidate) => candidate.textContent === text) : undefined;
}

/** @param {Element} part */
const isBeside = (part) => {
  const rail = part.closest(".rail");
  return !!rail && getComputedStyle(rail).position === "sticky";
};

/** @param {Element} element */
const top = (element) => element.getBoundingClientRect().top;
