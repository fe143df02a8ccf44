// The note of the shift before, above the stream until she says that she has read it: here, in the panel, or elsewhere.

const note = /** @type {HTMLElement} */ (document.querySelector("[data-hand-over-due]"));

note.addEventListener("desk:done", putAway);
document.addEventListener("desk:pulse", (event) => {
  const { panels } = /** @type {CustomEvent} */ (event).detail;
  if (panels["hand-over"] && !panels["hand-over"].unread) putAway();
});

/** Whoever is in it by keyboard goes on with the work. */
function putAway() {
  if (!note.isConnected) return;
  const isIn = note.contains(document.activeElement);
  note.remove();
  if (isIn) document.getElementById("work")?.focus();
  document.dispatchEvent(new CustomEvent("desk:look"));
}
