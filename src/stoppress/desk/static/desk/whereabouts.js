// Where she is: what comes late, an answer or a form, takes the focus along only there.

/** What she pressed, typed at or came to last, and all that holds it. @type {EventTarget[]} */
let last = [];

for (const doing of ["pointerdown", "keydown", "focusin"]) document.addEventListener(doing, note, true);

/** A key that is pressed at no element says nothing of where she is. @param {Event} event */
function note(event) {
  if (event.type !== "keydown" || event.target !== document.body) last = event.composedPath();
}

/** She has left what she was in, for nothing else. */
export function leavesAll() {
  last = [];
}

/**
 * She is in this element: the focus is, or it is nowhere and what she did last was here. A button that may not be pressed
 * again and a form that goes lose the focus to the page; she may have gone on meanwhile without another having it.
 * @param {Element} element
 */
export function isIn(element) {
  return hasNoFocus() ? last.includes(element) : element.contains(document.activeElement);
}

/** She is in this element, or nowhere at all. @param {Element} element */
export function isHere(element) {
  return isIn(element) || (hasNoFocus() && isNowhere());
}

/** What she did last was at no element of the page's. */
function isNowhere() {
  return !last.some((target) => target instanceof Element && target !== document.body && target !== document.documentElement);
}

function hasNoFocus() {
  return !document.activeElement || document.activeElement === document.body;
}
