// Fills the headline with one that is proposed from the key points; it goes on the page only when she puts it there.

import { isHere } from "./whereabouts.js";

/** Take over the link that proposes. @param {MouseEvent} event */
export async function proposeHeadline(event) {
  const link = /** @type {HTMLAnchorElement} */ (/** @type {Element} */ (event.target).closest("[data-proposes-headline]"));
  event.preventDefault();
  const headline = link.closest("form").elements.namedItem("headline");
  const before = headline.value;
  const response = await fetch(link.href, { headers: { "X-In-Place": "yes" } }).catch(() => null);
  if (!response?.ok || response.redirected) return (location.href = link.href);
  const parsed = document.createElement("template");
  parsed.innerHTML = await response.text();
  const form = link.closest("form");
  const said = parsed.content.querySelector("[data-proposal]").textContent;
  const proposed = parsed.content.querySelector("[name=headline]").value.trim();
  form.querySelector("[data-proposal]").textContent = said;
  if (headline.value !== before || headline.value.trim() === proposed || !parsed.content.querySelector("[data-is-proposed]")) return;
  headline.value = proposed;
  headline.dispatchEvent(new Event("input", { bubbles: true }));
  if (isHere(form)) headline.focus();
}
