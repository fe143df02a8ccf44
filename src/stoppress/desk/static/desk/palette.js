// The command palette: what can be done or opened here, found by some of its letters; posts by their words.

import { word } from "./words.js";

const ASK_AFTER_MS = 200;
const MOST_SHOWN = 60;

/** @typedef {{ group: string, words: string, hint: string, address?: string, opens?: string, post?: string, puts_in?: boolean, does?: () => void }} Command */

const box = /** @type {HTMLElement} */ (document.querySelector("[data-palette]"));
const input = /** @type {HTMLInputElement} */ (box.querySelector("[data-palette-words]"));
const list = /** @type {HTMLElement} */ (box.querySelector("[data-palette-list]"));
const said = /** @type {HTMLElement} */ (box.querySelector("[data-palette-said]"));

/** What the server told last. @type {Command[]} */
let known = [];
/** What is shown, in its order. @type {Command[]} */
let shown = [];
let chosen = 0;
let asking = 0;
let isAsking = false;
/** She has typed words and pressed Enter before the server has told what there is. */
let isWanted = false;
/** Where she came from, and goes back to. @type {HTMLElement | null} */
let before = null;

input.addEventListener("input", () => {
  show();
  clearTimeout(asking);
  asking = setTimeout(ask, ASK_AFTER_MS);
});
box.addEventListener("keydown", onKey);
list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", (event) => run(Number(event.target.closest("[role=option]")?.dataset.number)));
box.addEventListener("focusout", (event) => box.contains(/** @type {Node | null} */ (event.relatedTarget)) || closePalette(false));

/** Show what can be found; `from` is where she came from. @param {HTMLElement | null} from */
export function showPalette(from) {
  before = from;
  isWanted = false;
  show();
  ask();
}

/** @param {boolean} goesBack */
export function closePalette(goesBack) {
  if (box.hidden) return;
  box.hidden = true;
  if (goesBack) before?.focus();
}

function onKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose((chosen + step + shown.length) % Math.max(1, shown.length));
  else if (event.key === "Enter") run(chosen);
  else if (event.key === "Escape") closePalette(true);
  else if (event.key !== "Tab") return;
  event.preventDefault();
  event.stopPropagation();
}

async function ask() {
  const words = input.value;
  const main = /** @type {HTMLElement} */ (document.querySelector("[data-desk]"));
  isAsking = true;
  const response = await fetch(`${main.dataset.commandsAddress}?${new URLSearchParams({ words })}`, { headers: { Accept: "application/json" } }).catch(() => null);
  isAsking = words !== input.value; // then the next is under way, or about to be
  if (!response?.ok) return void (said.textContent = word("palette_offline"));
  if (words !== input.value) return;
  known = (await response.json()).commands;
  show();
  if (isWanted && shown.length && !box.hidden) run(0);
  isWanted = false;
}

/** What this page can do by itself, and what the server knows. @returns {Command[]} */
function all() {
  const isAct = ({ opens, post, puts_in, address }) => !opens && !post && !puts_in && Boolean(address);
  // What publishes is never the first: Enter pressed by habit must not send half a sentence.
  return [...nearCommands(), ...known.filter(isAct), ...composerCommands(), ...known.filter((command) => !isAct(command))];
}

function composerCommands() {
  const composer = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-composer]"));
  const hasWords = ["title", "body_html"].some((name) => /** @type {any} */ (composer?.elements.namedItem(name))?.value.trim());
  const buttons = hasWords ? [...composer.querySelectorAll(".buttons button")] : [];
  return buttons.map((button) => ({ group: word("palette_do"), words: button.firstChild.textContent.trim(), hint: word("palette_composer"), does: () => composer.requestSubmit(button) }));
}

/** What can be done where she came from. */
function nearCommands() {
  const entry = before?.closest?.("[data-entry]");
  const own = [];
  const editor = /** @type {any} */ (before?.closest?.("desk-editor"));
  if (editor) own.push(doing(word("link"), word("tools_of_text"), () => editor.openLinkLine()));
  if (entry) own.push(...toolsOf(entry));
  if (!own.length) own.push(doing(word("keys"), "?", () => /** @type {HTMLElement | null} */ (document.querySelector("[data-shows-keys]"))?.click()));
  return own;
}

/** What every post in the list offers, and every panel; only to who has begun to say what she wants. @param {string} wanted @returns {Command[]} */
function farCommands(wanted) {
  const first = wanted.split(/\s+/)[0];
  if (!first) return [];
  const near = before?.closest?.("[data-entry]");
  const entries = [...document.querySelectorAll("[data-entry]")].filter((entry) => entry !== near);
  const panels = [...document.querySelectorAll("[data-panel]")];
  const all = [...entries.flatMap(toolsOf), ...panels.flatMap(controlsOf), ...signingOut()];
  return all.filter(({ words }) => ` ${words.toLowerCase()}`.includes(` ${first}`));
}

function toolsOf(entry) {
  return [...entry.querySelectorAll("[data-tools] :is(a, button)")].map((tool) => doing(tool.textContent.trim(), nameOf(entry), () => tool.click()));
}

/** What stands in a panel is gone to, not done: she sees it there before she does it. */
function controlsOf(panel) {
  const name = panel.querySelector("h2").textContent.trim();
  const controls = [...panel.querySelectorAll("[data-panel-body] :is(summary, a.button, button):not(.point *)")];
  return controls.map((control) => {
    const line = control.closest("li");
    const hint = line ? `${name} · ${line.querySelector("a, strong")?.textContent.trim().slice(0, 40) ?? ""}` : name;
    return doing(control.textContent.trim(), hint, () => goTo(panel.id, control));
  });
}

function goTo(panel, control) {
  document.dispatchEvent(new CustomEvent("desk:open-panel", { detail: panel }));
  const fold = control.closest("details");
  if (fold) fold.open = true;
  control.focus();
}

function signingOut() {
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector(".whoami button"));
  return button ? [doing(button.textContent.trim(), "", () => button.click())] : [];
}

/** @returns {Command} */
function doing(words, hint, does) {
  return { group: word("palette_do"), words, hint, does };
}

function nameOf(entry) {
  return entry.querySelector("h2, .body")?.textContent.trim().slice(0, 40) ?? "";
}

function show() {
  const wanted = input.value.trim().toLowerCase();
  const found = [...all(), ...farCommands(wanted)]
    .map((command) => ({ command, rank: command.post && known.includes(command) ? Math.max(1, rank(wanted, command)) : rank(wanted, command) }))
    .filter(({ rank }) => rank > 0);
  if (wanted) found.sort((a, b) => b.rank - a.rank);
  shown = found.slice(0, MOST_SHOWN).map(({ command }) => command);
  list.replaceChildren(...shown.map(optionOf));
  said.textContent = shown.length ? "" : word("palette_none");
  choose(0);
}

/**
 * How well what is wanted fits the words: as it stands best, its letters in their order else, from the beginning of a word on. 0: not.
 * @param {string} wanted @param {Command} command
 */
export function rank(wanted, command) {
  if (!wanted) return 1;
  const words = `${command.words} ${command.hint}`.toLowerCase();
  const at = words.indexOf(wanted);
  if (at >= 0) return 1_000 - Math.min(at, 900) + (at === 0 || words[at - 1] === " " ? 1_000 : 0);
  const letters = wanted.replace(/\s+/g, "");
  const own = scattered(letters, command.words.toLowerCase());
  return own ? own + 50 : scattered(letters, words);
}

/** The nearer together, and the more at the beginnings of words, the better. */
function scattered(letters, words) {
  let best = 0;
  for (let start = 0; start < words.length; start++) {
    if (words[start] !== letters[0] || (start && words[start - 1] !== " ")) continue;
    const places = placesFrom(start, letters, words);
    if (!places) break;
    const atBeginnings = places.filter((place) => place === 0 || words[place - 1] === " ").length;
    best = Math.max(best, 1, 40 + 5 * atBeginnings - (places[places.length - 1] - start - letters.length));
  }
  return best;
}

function placesFrom(start, letters, words) {
  const places = [start];
  for (const letter of letters.slice(1)) {
    const place = words.indexOf(letter, places[places.length - 1] + 1);
    if (place < 0) return null;
    places.push(place);
  }
  return places;
}

function optionOf(command, number) {
  const option = document.createElement("li");
  option.id = `palette-${number}`;
  option.role = "option";
  option.dataset.number = String(number);
  const words = document.createElement("span");
  words.textContent = command.words;
  const hint = document.createElement("span");
  hint.className = "hint";
  hint.textContent = [command.hint, command.group === word("palette_do") ? "" : command.group].filter(Boolean).join(" · ");
  option.append(words, " ", hint);
  return option;
}

function choose(number) {
  chosen = number;
  for (const option of list.children) option.setAttribute("aria-selected", String(option.id === `palette-${number}`));
  input.setAttribute("aria-activedescendant", shown.length ? `palette-${number}` : "");
  list.children[number]?.scrollIntoView({ block: "nearest" });
}

function run(number) {
  const command = shown[number];
  if (!command) return void (isWanted = isAsking && Boolean(input.value.trim()));
  closePalette(true);
  if (command.does) return command.does();
  if (command.puts_in) return document.dispatchEvent(new CustomEvent("desk:put-in", { detail: command.address }));
  if (command.opens) return document.dispatchEvent(new CustomEvent("desk:open-panel", { detail: command.opens }));
  const entry = command.post && /** @type {HTMLElement | null} */ (document.querySelector(`[data-entry="post/${CSS.escape(command.post)}"]`));
  if (entry) {
    entry.tabIndex = -1;
    return entry.focus();
  }
  const target = new URL(command.address, location.href);
  if (target.pathname === location.pathname && target.hash === "#composer") return /** @type {HTMLElement} */ (document.querySelector("[data-composer] [name=title]")).focus();
  location.assign(target);
}
