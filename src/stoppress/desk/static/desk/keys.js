// The desk by keyboard.

import { openPanelByKey } from "./panels.js";
import { isUnderway } from "./sending.js";
import { isIn, leavesAll } from "./whereabouts.js";

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
const NAMES = isApple
  ? { "mod-enter": "⌘↵", "mod-b": "⌘B", "mod-i": "⌘I", "mod-k": "⌘K", escape: "Esc" }
  : { "mod-enter": "Ctrl ↵", "mod-b": "Ctrl B", "mod-i": "Ctrl I", "mod-k": "Ctrl K", escape: "Esc" };

/** Keys at a post, and the end of the address that does it. */
const ACTS = { a: "amend", c: "correct", w: "withdraw", e: "key-event", p: "pin", h: "history", d: "duplicate", m: "move" };

/** Listen to keys, and write their names where the eye is. */
export function startKeys() {
  nameKeys(document);
  document.addEventListener("keydown", onKey, true);
  document.querySelector("[data-shows-keys]")?.addEventListener("click", toggleList);
  for (const finder of document.querySelectorAll("[data-finds]")) finder.addEventListener("click", openPalette);
}

/** @param {ParentNode} within */
export function nameKeys(within) {
  for (const key of within.querySelectorAll("kbd[data-key]")) key.textContent = NAMES[key.dataset.key];
}

function onKey(event) {
  if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) return sendForm(event);
  if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey) && !event.target.closest?.("desk-editor")?.isAtLink) return openPalette(event);
  if (event.key === "Escape") return leave(event);
  if (isWriting(event.target) || event.metaKey || event.ctrlKey || event.altKey) return;
  if (isInWhatIsSent()) return event.key === "n" ? focusComposer(event) : undefined; // letters that she types on are no acts
  if (event.target.matches?.("[data-scores]") && /^[12]$/.test(event.key)) return; // counts for a side
  if (openPanelByKey(event.key)) event.preventDefault();
  else if (event.key === "n") focusComposer(event);
  else if (event.key === "?") toggleList(event);
  else if (event.key === "j" || event.key === "k") step(event, event.key === "j" ? 1 : -1);
  else if (event.key === "g") goToScore(event);
  else if (event.key === "r") press(event, "[data-refers]");
  else if (event.key === "s") focusStop(event);
  else if (ACTS[event.key]) press(event, `:is(a[href$="/${ACTS[event.key]}/"], form[action$="${ACTS[event.key]}/"] button)`);
}

function sendForm(event) {
  const form = event.target.closest?.("form[data-sends]");
  if (!form) return;
  event.preventDefault();
  event.stopPropagation();
  form.requestSubmit(form.querySelector("[data-main]") ?? undefined);
}

/** Find anything; the palette comes when it is asked for, and what is typed meanwhile is typed into it. @param {Event} event */
export async function openPalette(event) {
  const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-palette]"));
  if (!box) return;
  event.preventDefault();
  const from = /** @type {HTMLElement | null} */ (document.activeElement);
  const isOpening = box.hidden;
  if (isOpening) {
    const words = /** @type {HTMLInputElement} */ (box.querySelector("[data-palette-words]"));
    box.hidden = false;
    words.value = "";
    words.focus();
  }
  const palette = await import("./palette.js").catch(() => null);
  if (palette && isOpening) return palette.showPalette(from);
  if (palette) return palette.closePalette(true);
  box.hidden = true;
  from?.focus();
}

function leave(event) {
  const list = document.querySelector("[data-keys]");
  if (list && !list.hidden) return toggleList(event);
  if (event.target.closest?.(".link-line") || document.querySelector("[data-picker]:not([hidden])")) return;
  const closes = event.target.closest?.(":is([data-act-place], [data-alone]) form")?.querySelector("[data-closes]");
  if (closes && !isUnderway(closes.closest("form"))) closes.click();
  else fieldOf(event.target)?.blur(); // from here on, letters are keys again
  leavesAll();
}

/** Go to the composer. @param {Event} event */
export function focusComposer(event) {
  const title = document.querySelector("[data-composer] [name=title]");
  if (!title) return;
  event.preventDefault();
  title.focus();
  title.closest("form").scrollIntoView({ block: "nearest" });
}

/** Go to where what goes out next can be stopped. @param {Event} event */
function focusStop(event) {
  const button = document.querySelector("[data-soon]:not([hidden]) [data-soon-of] button");
  if (!button) return;
  event.preventDefault();
  button.focus();
}

function step(event, by) {
  const entries = [...document.querySelectorAll("[data-entry]")];
  const at = entries.indexOf(document.activeElement?.closest?.("[data-entry]"));
  const next = entries[at < 0 ? (by > 0 ? 0 : -1) : at + by];
  if (!next) return;
  event.preventDefault();
  next.tabIndex = -1;
  next.focus();
}

/** Press a tool of the post she is at. */
function press(event, tool) {
  const found = document.activeElement?.closest?.("[data-entry]")?.querySelector(`[data-tools] ${tool}`);
  if (!(found instanceof HTMLElement)) return;
  event.preventDefault();
  found.click();
}

/** To the score: that of the post she is at, or of the newest scoreboard that stands in the list. */
function goToScore(event) {
  const at = document.activeElement?.closest?.("[data-entry]:has(.scoreboard)");
  const entry = at ?? document.querySelector("[data-entry]:has(.scoreboard)");
  const open = [...(entry?.querySelectorAll("[data-act-place] [data-scores]") ?? [])].find((button) => button.checkVisibility());
  const link = entry?.querySelector('[data-tools] a[href$="/amend/"]');
  if (!open && !link) return;
  event.preventDefault();
  open ? open.focus() : link.click();
}

function toggleList(event) {
  const list = document.querySelector("[data-keys]");
  if (!list) return;
  event.preventDefault();
  list.hidden = !list.hidden;
  if (!list.hidden) list.focus();
  else document.querySelector("[data-shows-keys]")?.focus();
}

/** She has sent what she was in, and has not gone elsewhere yet. */
function isInWhatIsSent() {
  return [...document.querySelectorAll("form.is-sending")].some(isIn);
}

/** Letters are letters here: a field takes them, unless what stands in it is on its way. */
function isWriting(target) {
  const field = fieldOf(target);
  return Boolean(field) && !(field.readOnly && isUnderway(field.form));
}

/** What takes letters, round what was pressed at. */
function fieldOf(target) {
  return target.closest?.("input, textarea, select, [contenteditable=true]");
}
