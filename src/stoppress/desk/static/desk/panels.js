// The panels at the right: one is open at a time, with counts; each loads itself again when the page has changed.

import { keep } from "./keeping.js";
import { latestOnly } from "./latest.js";
import { whenReleased } from "./pressing.js";
import { isUnderway } from "./sending.js";
import { tell } from "./telling.js";
import { isIn } from "./whereabouts.js";
import { word } from "./words.js";

const isWide = matchMedia("(min-width: 62em)");
/** What differs from one printing to the next and means nothing. */
const NAMES_OF_SENDINGS = /(name="(?:key|csrfmiddlewaretoken)"[^>]*?value=")[^"]*/g;

/** What each panel was printed as last. @type {WeakMap<Element, string>} */
const printed = new WeakMap();
/** By panel, the loading that was asked for last. */
const ask = latestOnly();
/** By panel, what an act said in it that no loading has shown yet; a later one shows it, too. @type {WeakMap<Element, string>} */
const unsaid = new WeakMap();

/** Make tabs of the panels' headings. */
export function startPanels() {
  const holder = document.querySelector("[data-panels]");
  if (!holder) return;
  const panels = [...holder.querySelectorAll("[data-panel]")];
  const bar = document.createElement("div");
  bar.className = "panel-tabs";
  for (const panel of panels) bar.append(tabOf(panel, panels));
  holder.prepend(bar);
  holder.classList.add("has-tabs");
  for (const panel of panels) {
    printed.set(panel, printing(panel.querySelector("[data-panel-body]")));
    showUnread(panel);
    for (const form of panel.querySelectorAll("form[data-keeps]")) keep(form);
  }
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

/** Open the panel that has this key; false if none has. @param {string} key */
export function openPanelByKey(key) {
  const panel = document.querySelector(`[data-panel][data-panel-key="${CSS.escape(key)}"]`);
  return Boolean(panel) && openPanelOf(panel.id);
}

/** Open the panel of this id, and go there. @param {string} id */
export function openPanelOf(id) {
  return openTab(document.querySelector(`[data-tab="${CSS.escape(id)}"]`));
}

function openTab(tab) {
  if (!(tab instanceof HTMLElement)) return false;
  if (tab.getAttribute("aria-expanded") === "false") tab.click();
  tab.focus();
  goToSearch(document.getElementById(tab.dataset.tab));
  return true;
}

/** Who opens the search wants to type. */
function goToSearch(panel) {
  if (document.activeElement?.getAttribute("aria-controls") === panel.id) panel.querySelector("[data-panel-body] input[type=search]")?.focus();
}

/** What the pulse tells of every panel: how much is new in it, and whether its contents are others. @param {Record<string, { unread: number, stamp: string }>} glances */
export function takeGlances(glances) {
  for (const [name, { unread, stamp }] of Object.entries(glances)) {
    const panel = document.getElementById(`panel-${name}`);
    if (!panel) continue;
    panel.dataset.unread = String(unread);
    showUnread(panel);
    if (panel.dataset.stamp !== stamp) {
      panel.dataset.stamp = stamp;
      panelChanged(panel.id);
    }
    looked(panel);
  }
}

/** She looks at an open panel: what was new in it is new no more. */
async function looked(panel) {
  if (panel.hidden || document.hidden || panel.dataset.unread === "0" || panel.dataset.isTelling) return;
  panel.dataset.isTelling = "yes";
  const response = await tell(panel.dataset.seenAddress, {});
  delete panel.dataset.isTelling;
  if (!response?.ok) return;
  panel.dataset.unread = String((await response.json()).unread);
  showUnread(panel);
}

function showUnread(panel) {
  const number = document.querySelector(`[data-tab="${panel.id}"] .count`);
  const unread = Number(panel.dataset.unread);
  number.textContent = unread ? (unread > 99 ? "99+" : String(unread)) : "";
  if (unread) number.setAttribute("title", word("unread", { count: unread }));
  const all = [...document.querySelectorAll("[data-panel]")].reduce((sum, each) => sum + Number(each.dataset.unread), 0);
  for (const sum of document.querySelectorAll("[data-unread-in-all]")) sum.textContent = all ? (all > 99 ? "99+" : String(all)) : "";
}

/** Something that this panel shows has changed on the page. @param {string} id */
export function panelChanged(id) {
  const panel = document.getElementById(id);
  if (!panel) return;
  const sent = sentFormIn(panel);
  if (sent) return afterAnswer(panel, sent);
  if (panel.dataset.comesLater !== undefined && panel.hidden) return; // it is fetched when it is opened
  if (isHers(panel)) offerLoading(panel);
  else loadPanel(panel);
}

/** What is being sent from this panel: its answer must find it there. @param {HTMLElement} panel */
function sentFormIn(panel) {
  return [...panel.querySelectorAll("form")].find(isUnderway);
}

/** The panel has changed, and an act of hers is on its way: once done it loads the panel; a refusal is to be read first. */
function afterAnswer(panel, sent) {
  sent.addEventListener("desk:refused", () => offerLoading(panel), { once: true });
  sent.addEventListener("desk:stopped", () => panelChanged(panel.id), { once: true });
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
  const isLast = ask(panel);
  if (said) unsaid.set(panel, said);
  const response = await fetch(panel.dataset.panel, { headers: { "X-In-Place": "yes" } }).catch(() => null);
  const words = response?.ok && !response.redirected ? await response.text().catch(() => "") : "";
  if (!isLast()) return;
  if (!words) return offerLoading(panel);
  whenReleased(() => {
    const toSay = unsaid.get(panel) ?? "";
    const isKept = !isWished && (toSay ? panel.dataset.isTouched : isHers(panel));
    const sent = sentFormIn(panel);
    if (!isLast()) return;
    if (sent) return afterAnswer(panel, sent);
    unsaid.delete(panel);
    if (isKept) offerLoading(panel);
    else putPanel(panel, words, toSay);
  });
}

function putPanel(panel, words, said) {
  const body = panel.querySelector("[data-panel-body]");
  const parsed = document.createElement("template");
  parsed.innerHTML = words;
  const fresh = printing(parsed);
  // The same words again: nothing is moved away under a hand that is about to click.
  if (!said && !panel.dataset.isTouched && printed.get(panel) === fresh) return void looked(panel);
  printed.set(panel, fresh);
  // What was asked has been answered by the act; what she reads stays open.
  const open = [...body.querySelectorAll(said ? "details[open][data-loads]" : "details[open]")].map(nameOfFold);
  const wasIn = isIn(body);
  const hand = body.contains(document.activeElement) ? nameOfControl(document.activeElement) : "";
  body.replaceChildren(parsed.content);
  delete panel.dataset.isTouched;
  if (panel.dataset.comesLater !== undefined) panel.dataset.comesLater = "is-there";
  for (const fold of body.querySelectorAll("details")) if (open.includes(nameOfFold(fold))) fold.open = true;
  for (const form of body.querySelectorAll("form[data-keeps]")) keep(form);
  if (said) saySaid(body, said);
  if (wasIn) goBackTo(panel, hand);
  goToSearch(panel);
  looked(panel);
}

/** What tells a control from others in a panel that is printed anew. @param {Element} control */
function nameOfControl(control) {
  return [control.localName, control.id, control.getAttribute("href"), control.closest("form")?.getAttribute("action"), control.textContent].join(" ");
}

/** Who was at a control of this panel finds it again, or is at the panel's tab if it is gone. @param {string} hand */
function goBackTo(panel, hand) {
  const same = [...panel.querySelectorAll("[data-panel-body] :is(a, button, summary)")].find((control) => nameOfControl(control) === hand);
  /** @type {HTMLElement | null} */ (same ?? document.querySelector(`[data-tab="${panel.id}"]`))?.focus({ preventScroll: true });
}

function printing(body) {
  return body.innerHTML.trim().replace(NAMES_OF_SENDINGS, "$1");
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

function tabOf(panel, panels) {
  const heading = panel.querySelector("h2");
  const tab = document.createElement("button");
  tab.type = "button";
  tab.dataset.tab = panel.id;
  tab.setAttribute("aria-controls", panel.id);
  tab.title = panel.dataset.panelKey;
  tab.setAttribute("aria-keyshortcuts", panel.dataset.panelKey);
  const name = document.createElement("span");
  name.textContent = heading.textContent;
  const number = document.createElement("span");
  number.className = "count";
  tab.append(name, " ", number);
  tab.addEventListener("click", () => show(panels, panel.hidden || isWide.matches ? panel : null));
  return tab;
}

function show(panels, chosen) {
  for (const panel of panels) {
    panel.hidden = panel !== chosen;
    document.querySelector(`[data-tab="${panel.id}"]`)?.setAttribute("aria-expanded", String(panel === chosen));
  }
  if (chosen?.dataset.comesLater !== undefined) loadPanel(chosen);
  else if (chosen) looked(chosen);
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
