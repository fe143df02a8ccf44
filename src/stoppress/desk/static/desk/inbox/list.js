// The list of questions: kept up to date row by row. Nothing moves under the editor's hands: what is new waits behind a button
// unless she is at the top and elsewhere with mouse and keys.

import { whenReleased } from "../pressing.js";
import { isHere } from "../whereabouts.js";
import { word } from "../words.js";

const MOST_ASKED_AFTER = 300;
const TOP_PX = 120;

/** New rows that wait, by question, as the newest fragment has them. @type {Map<string, HTMLElement>} */
const held = new Map();
let hasLoadedFurther = false;
let asks = 0;
let newest = 0;

const main = () => /** @type {HTMLElement} */ (document.querySelector("[data-inbox]"));
const list = () => /** @type {HTMLElement} */ (document.querySelector("[data-questions]"));
const rowOf = (question, within = list()) => /** @type {HTMLElement | null} */ (within.querySelector(`[data-question="${CSS.escape(question)}"]`));

/** The questions that stand in the list. */
export function knownQuestions() {
  return [...list().querySelectorAll("[data-question]")].map((row) => row.dataset.question);
}

/** What is ticked, each with the version that is seen. */
export function tickedOf() {
  return [...list().querySelectorAll(".tick:checked")].map((tick) => tick.value);
}

/** The row to go on from when these have left: the next one below, or above. @param {string[]} leaving */
export function stepFrom(leaving) {
  const rows = [...list().querySelectorAll("[data-question]")];
  const last = rows.findLastIndex((row) => leaving.includes(row.dataset.question));
  const stays = (row) => !leaving.includes(row.dataset.question);
  return rows.slice(last + 1).find(stays) ?? rows.slice(0, Math.max(last, 0)).findLast(stays) ?? null;
}

/** The query of what is looked at, as it stands in the page's address. */
export function query() {
  const wish = new URLSearchParams(location.search);
  wish.delete("letters_after");
  return wish;
}

/**
 * Ask for the list again and take over what is another. `besides` are asked after too, `own` are what she herself has just
 * sorted: those leave at once. Returns what came, or null.
 * @param {(string | null)[]} besides
 * @param {string[]} own
 */
export async function refreshList(besides = [], own = []) {
  const asked = [...new Set([...besides, ...knownQuestions()])].filter(Boolean).slice(0, MOST_ASKED_AFTER);
  const number = ++asks;
  const wish = query();
  wish.set("have", asked.join("."));
  const response = await fetch(`${main().dataset.listAddress}?${wish}`, { headers: { "X-In-Place": "yes" } }).catch(() => null);
  if (!response?.ok || response.redirected) return null;
  const parsed = document.createElement("template");
  parsed.innerHTML = await response.text();
  if (number < newest && !own.length) return parsed.content; // the list is newer already
  newest = number;
  await new Promise((resolve) => whenReleased(() => resolve(takeOver(parsed.content, asked, own))));
  return parsed.content;
}

/** The next page goes under what is there. @param {HTMLAnchorElement} link */
export async function loadFurther(link) {
  const response = await fetch(link.href, { headers: { "X-In-Place": "yes" } }).catch(() => null);
  if (!response?.ok || response.redirected) return void (link.textContent = word("more_failed"));
  const parsed = document.createElement("template");
  parsed.innerHTML = await response.text();
  const rows = [...parsed.content.querySelectorAll("[data-question]")].filter((row) => !rowOf(row.dataset.question));
  hasLoadedFurther = true;
  const isHers = isHere(link);
  list().append(...rows);
  const further = parsed.content.querySelector("[data-older]");
  if (further) link.closest("[data-older]").replaceWith(further);
  else link.closest("[data-older]").remove();
  if (isHers) rows[0]?.querySelector("[data-opens-question]").focus({ preventScroll: true });
}

/** Put what waited in its place, and go to it. */
export function showHeld() {
  const fresh = [...held.values()];
  held.clear();
  sayHeld();
  for (const row of fresh.reverse()) list().prepend(row);
  scrollTo({ top: 0 });
  list().querySelector("[data-opens-question]")?.focus({ preventScroll: true });
}

function takeOver(fragment, asked, own) {
  const fresh = [...fragment.querySelectorAll("[data-question]")];
  const names = new Set(fresh.map((row) => row.dataset.question));
  for (const row of fresh) takeOverRow(row, own);
  for (const name of asked) if (!names.has(name)) rowOf(name)?.remove(); // merged into another
  putNew(fresh.filter((row) => !("hasLeft" in row.dataset)));
  takeOverPiles(fragment);
  takeOverEnd(fragment);
}

function takeOverRow(row, own) {
  const mine = rowOf(row.dataset.question);
  if (!mine) return;
  if ("hasLeft" in row.dataset && own.includes(row.dataset.question)) return mine.remove();
  const wasTicked = mine.querySelector(".tick").checked;
  const isCurrent = mine.getAttribute("aria-current");
  const copy = /** @type {HTMLElement} */ (row.cloneNode(true));
  if (isCurrent) copy.setAttribute("aria-current", isCurrent);
  if (copy.isEqualNode(mine)) return;
  const focused = mine.contains(document.activeElement) ? document.activeElement : null;
  mine.replaceWith(copy);
  copy.querySelector(".tick").checked = wasTicked;
  if (!focused) return;
  const same = focused.matches(".tick") ? ".tick" : focused.dataset.act ? `[data-act="${focused.dataset.act}"]` : "[data-opens-question]";
  (copy.querySelector(same) ?? copy.querySelector("[data-opens-question]")).focus({ preventScroll: true });
}

/** Rows that are not in the list yet: those below all that she has go to its end; others wait, or stand on top. */
function putNew(rows) {
  const last = rows.findLastIndex((row) => rowOf(row.dataset.question));
  const isEmpty = !list().children.length;
  held.clear();
  rows.forEach((row, at) => {
    if (rowOf(row.dataset.question)) return;
    if (at > last && (!isEmpty || last >= 0) && !hasLoadedFurther) list().append(row.cloneNode(true));
    else if (at < last || isEmpty) held.set(row.dataset.question, /** @type {HTMLElement} */ (row.cloneNode(true)));
  });
  if (isEmpty || isElsewhere()) {
    for (const row of [...held.values()].reverse()) list().prepend(row);
    held.clear();
  }
  sayHeld();
}

/** She is at the top, and neither her mouse nor her keys are in the list. */
function isElsewhere() {
  const holder = document.querySelector("[data-sorting]");
  return scrollY < TOP_PX && !holder.matches(":hover") && !holder.contains(document.activeElement) && !tickedOf().length;
}

function sayHeld() {
  const button = /** @type {HTMLElement} */ (document.querySelector("[data-held]"));
  button.hidden = !held.size;
  button.textContent = held.size ? word("new_questions", { count: held.size }) : "";
}

function takeOverPiles(fragment) {
  for (const pile of fragment.querySelectorAll("[data-pile]")) {
    const mine = document.querySelector(`[data-pile="${pile.dataset.pile}"]`);
    mine.querySelector(".count").textContent = pile.querySelector(".count").textContent;
    mine.classList.toggle("is-empty", pile.classList.contains("is-empty"));
  }
}

function takeOverEnd(fragment) {
  document.querySelector("[data-no-questions]")?.remove();
  const empty = fragment.querySelector("[data-no-questions]");
  if (empty && !list().children.length) list().after(empty);
  if (hasLoadedFurther) return;
  document.querySelector("[data-older]")?.remove();
  const further = fragment.querySelector("[data-older]");
  if (further) document.querySelector("[data-group]").before(further);
}
