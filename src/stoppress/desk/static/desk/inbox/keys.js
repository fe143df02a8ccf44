// The inbox by keyboard. A key means the question that the focus is at, else the opened one.

import { nameKeys } from "../keys.js";
import { word } from "../words.js";
import { showHeld, tickedOf } from "./list.js";
import { ask, openedNow, openQuestion } from "./opening.js";
import { undo } from "./undo.js";

const ACTS = { t: "take", s: "shortlist", x: "spam" };
const ASKS = { a: "assign", d: "decline" };
const isWide = matchMedia("(min-width: 62em)");

export function startKeys() {
  nameKeys(document);
  document.addEventListener("keydown", onKey);
  document.querySelector("[data-shows-keys]")?.addEventListener("click", toggleList);
}

function onKey(event) {
  if (event.key === "Escape") return leave(event);
  if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) return sendForm(event);
  if (event.metaKey || event.ctrlKey || event.altKey || isWriting(event.target)) return;
  if (handle(event)) event.preventDefault();
}

function handle(event) {
  const { key } = event;
  if (key === "j" || key === "ArrowDown") return step(1, key);
  if (key === "k" || key === "ArrowUp") return step(-1, key);
  if (key === " ") return tick();
  if (key === "m") return merge();
  if (key === "u") return undo();
  if (key === "/") return search();
  if (key === ".") return showNew();
  if (key === "?") return toggleList();
  if (ACTS[key]) return act(ACTS[key]);
  if (ASKS[key]) return askFor(ASKS[key]);
  return false;
}

function row() {
  return /** @type {HTMLElement | null} */ (document.activeElement?.closest?.("[data-question]"));
}

/** The row that a key means. */
function current() {
  return row() ?? document.querySelector(`[data-question="${openedNow()}"]`);
}

function step(by, key) {
  if (key.startsWith("Arrow") && !row()) return false;
  const rows = [...document.querySelectorAll("[data-question]")];
  const at = rows.indexOf(current());
  const next = rows[at < 0 ? 0 : at + by];
  if (!next) return at >= 0;
  const link = next.querySelector("[data-opens-question]");
  link.focus();
  if (openedNow() && isWide.matches) openQuestion(link.href);
  return true;
}

function tick() {
  const box = row()?.querySelector(".tick");
  if (!box || document.activeElement.matches("button, summary, .tick")) return false;
  box.click();
  return true;
}

function act(name) {
  const opened = document.querySelector("[data-opened]");
  const isAtOpened = !row() || row().dataset.question === openedNow();
  const inPane = isAtOpened && opened?.querySelector(`[data-opened-form] [data-act="${name}"]`);
  const button = row()?.querySelector(`[data-act="${name}"]`) ?? inPane;
  button?.click();
  return Boolean(button);
}

async function askAt(line, name) {
  const link = line.querySelector("[data-opens-question]");
  if (!isWide.matches) return void link.click();
  if (line.dataset.question !== openedNow()) await openQuestion(link.href);
  ask(name);
}

function askFor(name) {
  const line = current();
  if (line) askAt(line, name);
  else return ask(name);
  return true;
}

/** Merge the question at hand with those that are ticked. */
function merge() {
  const box = current()?.querySelector(".tick");
  if (box && tickedOf().length && !box.checked) box.click();
  if (tickedOf().length < 2) return say(word("nothing_ticked"));
  document.querySelector("[data-group] [data-act=merge]").click();
  return true;
}

function say(words) {
  const place = /** @type {HTMLElement} */ (document.querySelector("[data-sorted]"));
  place.textContent = words;
  place.hidden = false;
  return true;
}

function search() {
  const input = /** @type {HTMLInputElement} */ (document.querySelector("[data-search] [type=search]"));
  input.focus();
  input.select();
  return true;
}

function showNew() {
  const button = /** @type {HTMLElement} */ (document.querySelector("[data-held]"));
  if (!button.hidden) showHeld();
  return !button.hidden;
}

function sendForm(event) {
  const form = event.target.closest?.("form[data-sends]");
  const submitter = event.target.closest?.("details")?.querySelector("button[type=submit]");
  if (!form || !submitter) return;
  event.preventDefault();
  form.requestSubmit(submitter);
}

/** Out of a field to the question it belongs to. */
function leave(event) {
  const keys = /** @type {HTMLElement} */ (document.querySelector("[data-keys]"));
  if (!keys.hidden) return void (toggleList() && event.preventDefault());
  const details = event.target.closest?.("details[open]");
  if (details) {
    details.open = false;
    details.querySelector("summary").focus();
  } else if (isWriting(event.target)) {
    event.target.blur();
  }
  const line = document.querySelector(`[data-question="${openedNow()}"]`) ?? document.querySelector("[data-question]");
  line?.querySelector("[data-opens-question]").focus();
}

function toggleList() {
  const keys = /** @type {HTMLElement} */ (document.querySelector("[data-keys]"));
  keys.hidden = !keys.hidden;
  if (!keys.hidden) keys.focus();
  else document.querySelector("[data-shows-keys]")?.focus();
  return true;
}

function isWriting(target) {
  return Boolean(target.closest?.("input:not([type=checkbox]), textarea, select"));
}
