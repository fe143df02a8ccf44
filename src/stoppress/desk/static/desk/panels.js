// The panels at the right: one is open at a time, with counts; each loads itself again when the page has changed.

import { whenReleased } from "./pressing.js";
import { isUnderway } from "./sending.js";
import { word } from "./words.js";

const isWide = matchMedia("(min-width: 62em)");
/** By panel, the loading that was asked for last. @type {WeakMap<Element, object>} */
const asked = new WeakMap();

/** Make tabs of the panels' headings. */
export function startPanels() {
  const holder = document.querySelector("[data-panels]");
  if (!holder) return;
  const panels = [...holder.querySelectorAll("[data-panel]")];
  const bar = document.createElement("div");
  bar.className = "panel-tabs";
  panels.forEach((panel, index) => bar.append(tabOf(panel, index, panels)));
  holder.prepend(bar);
  holder.classList.add("has-tabs");
  show(panels, isWide.matches ? panels[0] : null);
  isWide.addEventListener("change", () => isWide.matches && !panels.some((panel) => !panel.hidden) && show(panels, panels[0]));
  holder.addEventListener("desk:done", (event) => {
    const panel = /** @type {HTMLElement} */ (event.target).closest("[data-panel]");
    if (!panel) return;
    // What is being typed stays, where the act has nothing to do with it.
    if (event.target.matches("[data-stays]") && panel.dataset.isTouched) panel.querySelector(`[form="${event.target.id}"]`)?.closest(".stale")?.remove();
    else loadPanel(sentFrom(panel), event.detail.said);
  });
  holder.addEventListener("toggle", (event) => loadInside(event.target), true);
  holder.addEventListener("desk:take-theirs", (event) => loadPanel(event.target.closest("[data-panel]"), "", true));
  holder.addEventListener("input", (event) => touched(event.target));
}

/** Open the panel of this number, from the keyboard. @param {number} index */
export function openPanel(index) {
  const tab = document.querySelectorAll(".panel-tabs button")[index];
  if (!(tab instanceof HTMLElement)) return false;
  if (tab.getAttribute("aria-expanded") === "false") tab.click();
  tab.focus();
  return true;
}

/** Something that this panel shows has changed on the page. @param {string} id */
export function panelChanged(id) {
  const panel = document.getElementById(id);
  if (!panel) return;
  const form = panel.querySelector("form[data-panel-form]");
  if (form && isUnderway(form)) return;
  if (isHers(panel)) offerLoading(panel);
  else loadPanel(panel);
}

/** She writes in this panel, or is about to: her hands are in one of its fields. */
function isHers(panel) {
  return Boolean(panel.dataset.isTouched) || (panel.contains(document.activeElement) && document.activeElement.matches("input:not([type=hidden]), textarea, select"));
}

/** What was typed in this panel has been taken by the server; what is typed from now on is new. */
function sentFrom(panel) {
  delete panel.dataset.isTouched;
  return panel;
}

/** A panel shows a post that has changed; nothing that is being typed is touched. @param {string} id */
export function panelShowsOlder(id) {
  const panel = document.getElementById(id);
  if (panel && !panel.dataset.isTouched) panelChanged(id);
}

/** What is told only to those who ask comes when its fold is opened. */
async function loadInside(fold) {
  if (!fold.matches?.("[data-loads]") || !fold.open) return;
  const response = await fetch(fold.dataset.loads, { headers: { "X-In-Place": "yes" } }).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const parsed = document.createElement("template");
  parsed.innerHTML = await response.text();
  fold.querySelector("[data-loaded]").replaceChildren(parsed.content);
}

/** What is being written in a panel is hers until she puts it on the page; the panel says so. */
function touched(input) {
  input.closest("[data-panel]").dataset.isTouched = "yes";
  const output = input.closest("form")?.querySelector("[data-sending]");
  if (!output) return;
  output.dataset.state = "unsaved";
  output.textContent = word("unsaved");
}

/**
 * Load a panel anew; what she has begun to write while it was on its way stays.
 * @param {HTMLElement} panel
 * @param {string} [said] by the act that she did in it
 * @param {boolean} [isWished] she gives up what she wrote
 */
export async function loadPanel(panel, said = "", isWished = false) {
  const mine = {};
  asked.set(panel, mine);
  const response = await fetch(panel.dataset.panel, { headers: { "X-In-Place": "yes" } }).catch(() => null);
  const words = response?.ok && !response.redirected ? await response.text().catch(() => "") : "";
  if (asked.get(panel) !== mine) return;
  if (!words) return offerLoading(panel);
  whenReleased(() => {
    const isKept = !isWished && (said ? panel.dataset.isTouched : isHers(panel));
    if (asked.get(panel) !== mine) return;
    if (isKept) offerLoading(panel);
    else putPanel(panel, words, said);
  });
}

function putPanel(panel, words, said) {
  const body = panel.querySelector("[data-panel-body]");
  const parsed = document.createElement("template");
  parsed.innerHTML = words;
  // What was asked has been answered by the act; what she reads stays open.
  const open = [...body.querySelectorAll(said ? "details[open][data-loads]" : "details[open]")].map(nameOfFold);
  body.replaceChildren(parsed.content);
  delete panel.dataset.isTouched;
  for (const fold of body.querySelectorAll("details")) if (open.includes(nameOfFold(fold))) fold.open = true;
  count(panel);
  if (said) saySaid(body, said);
}

function nameOfFold(fold) {
  return fold.querySelector("summary").textContent;
}

/** What was said stays readable after the form has been printed anew. */
function saySaid(body, said) {
  let output = body.querySelector(":scope > form [data-sending]");
  if (!output) {
    output = document.createElement("output");
    output.className = "sending";
    body.append(output);
  }
  output.dataset.state = "sent";
  output.textContent = said;
}

function tabOf(panel, index, panels) {
  const heading = panel.querySelector("h2");
  const tab = document.createElement("button");
  tab.type = "button";
  tab.dataset.tab = panel.id;
  tab.setAttribute("aria-controls", panel.id);
  tab.title = String(index + 1);
  const name = document.createElement("span");
  name.textContent = heading.textContent;
  const number = document.createElement("span");
  number.className = "count";
  tab.append(name, " ", number);
  if (heading.dataset.count !== undefined) number.textContent = heading.dataset.count;
  tab.addEventListener("click", () => show(panels, panel.hidden || isWide.matches ? panel : null));
  return tab;
}

function show(panels, chosen) {
  for (const panel of panels) {
    panel.hidden = panel !== chosen;
    document.querySelector(`[data-tab="${panel.id}"]`)?.setAttribute("aria-expanded", String(panel === chosen));
  }
  if (!document.querySelector(".panel-tabs")) return;
}

function count(panel) {
  const number = document.querySelector(`[data-tab="${panel.id}"] .count`);
  const items = panel.querySelectorAll(".points > [data-point], .points-read > li:not(.empty), [data-draft], [data-watched-line]").length;
  const told = panel.querySelector("[data-unread-questions]")?.dataset.unreadQuestions;
  if (number?.textContent) number.textContent = told ?? String(items);
}

function offerLoading(panel) {
  const form = panel.querySelector("form") ?? panel.querySelector("[data-panel-body]");
  if (panel.querySelector(".changed-by-other")) return;
  const note = document.createElement("p");
  note.className = "changed-by-other hint";
  const again = document.createElement("button");
  again.type = "button";
  again.className = "quiet";
  again.textContent = word("load_again");
  again.addEventListener("click", () => loadPanel(panel, "", true));
  note.append(word("changed_by_other"), " ", again);
  form.prepend(note);
}
