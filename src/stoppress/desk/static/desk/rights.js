// What she may do can change while her page is open: her role here, her membership, a second factor that is asked for.

import { allPosts, refreshTools } from "./entries.js";
import { nameKeys } from "./keys.js";
import { panelChanged } from "./panels.js";
import { word } from "./words.js";

const main = () => /** @type {HTMLElement} */ (document.querySelector("[data-desk]"));

/** The pulse says what she is here now: what she may do no longer leaves the page, what she has typed stays. @param {{ role: string, role_word: string }} pulse */
export async function takeRole({ role, role_word }) {
  if (main().dataset.refused) say("");
  delete main().dataset.refused;
  if (!role || main().dataset.role === role) return;
  main().dataset.role = role;
  say(word("role_now", { role: role_word }), location.href, word("load_again"));
  refreshTools(allPosts());
  const page = await freshPage();
  if (!page) return void (main().dataset.role = ""); // asked again with the next pulse
  takeComposer(page);
  takePanels(page);
}

/** The pulse was refused: say why, once, and that what she has typed is still here. @param {{ refused: number, message?: string, kind?: string, to?: string }} answer */
export function takeRefusal({ refused, message, kind, to }) {
  if (refused < 400 || refused >= 500 || [408, 429].includes(refused)) return;
  const isSignedOut = refused === 401 && kind !== "Deactivated"; // signing in again is offered where something is sent
  main().dataset.refused = "yes";
  if (!isSignedOut) say(refused === 404 ? word("not_here") : [message, word("still_kept")].filter(Boolean).join(" "), to, word("go_there"));
}

/** @param {string} words @param {string} [to] @param {string} [linkWords] */
function say(words, to = "", linkWords = "") {
  const place = /** @type {HTMLElement} */ (document.querySelector("[data-standing]"));
  if (place.dataset.words === words) return;
  place.dataset.words = words;
  place.textContent = words;
  place.hidden = !words;
  if (!words || !to) return;
  const link = document.createElement("a");
  link.href = to;
  link.textContent = linkWords;
  place.append(" ", link);
}

async function freshPage() {
  const response = await fetch(main().querySelector("[data-composer]")?.dataset.home ?? location.href).catch(() => null);
  const words = response?.ok && !response.redirected ? await response.text().catch(() => "") : "";
  return words ? new DOMParser().parseFromString(words, "text/html") : null;
}

/** The composer has the buttons that a page loaded now would have; its words stay, whatever she is. @param {Document} page */
function takeComposer(page) {
  const mine = main().querySelector("[data-composer]");
  if (!mine) return;
  for (const part of [".buttons", "[data-later]"]) {
    const fresh = page.querySelector(`[data-composer] ${part}`);
    for (const button of mine.querySelectorAll(`${part} button`)) button.hidden = !fresh?.querySelector(`[value="${CSS.escape(button.value)}"]`);
  }
  const publish = page.querySelector("[data-composer] [data-main]");
  for (const button of mine.querySelectorAll(".buttons button")) {
    const isMain = Boolean(publish) && button.value === publish.getAttribute("value");
    button.toggleAttribute("data-main", isMain);
    button.classList.toggle("main", isMain);
  }
  const later = mine.querySelector("[data-later]");
  if (later) later.hidden = !page.querySelector("[data-composer] [data-later]");
  nameKeys(mine);
}

/** Panels that are hers no longer go; one in which she has written stays until she leaves the page. @param {Document} page */
function takePanels(page) {
  for (const panel of main().querySelectorAll("[data-panel]")) {
    if (page.getElementById(panel.id)) panelChanged(panel.id);
    else if (!panel.dataset.isTouched) takeAway(panel);
  }
}

function takeAway(panel) {
  const tab = document.querySelector(`[data-tab="${CSS.escape(panel.id)}"]`);
  const wasOpen = tab?.getAttribute("aria-expanded") === "true";
  const next = /** @type {HTMLElement | null} */ (tab?.parentElement?.querySelector(`button:not([data-tab="${CSS.escape(panel.id)}"])`));
  tab?.remove();
  panel.remove();
  if (wasOpen) next?.click();
}
