// The bar at the thumb, on a phone: write, shoot, see the posts, open the panels.

import { focusComposer } from "./keys.js";

/** Take over the links of the bar. */
export function startThumb() {
  const panels = document.querySelector("[data-panels]");
  const opener = document.querySelector("[data-shows-panels]");
  if (!panels || !opener) return;
  opener.setAttribute("aria-expanded", "false");
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    showPanels(!panels.classList.contains("is-open"));
  });
  document.querySelector("[data-composer] .shots-camera input")?.addEventListener("change", (event) => {
    showPanels(false);
    /** @type {HTMLElement} */ (event.target).closest("desk-pictures").scrollIntoView({ block: "start" });
  });
  document.querySelector("[data-shows-posts]").addEventListener("click", () => showPanels(false));
  document.querySelector("[data-writes]")?.addEventListener("click", (event) => {
    showPanels(false);
    focusComposer(event);
  });
}

/** Let the panels lie over the posts, or no longer. @param {boolean} isOpen */
export function showPanels(isOpen) {
  document.querySelector("[data-panels]").classList.toggle("is-open", isOpen);
  document.querySelector("[data-shows-panels]").setAttribute("aria-expanded", String(isOpen));
}
