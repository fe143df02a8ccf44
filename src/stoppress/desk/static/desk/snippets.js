// A snippet is put into what is being written: what its slots hold is asked for first, in a line above the text.

import { chooseSlot, openSlots } from "./slots.js";
import { word } from "./words.js";

/** @param {string} address where the snippet is fetched @param {any} editor */
export async function putInSnippet(address, editor) {
  const told = await fetched(address, "");
  if (!told) return say(editor, word("snippet_offline"));
  if (typeof told === "string") return say(editor, told);
  if (told.asks) ask(told.asks, address, editor);
  else await put(told, editor);
}

/** The snippet as the server tells it; why not, in words; null if the line is down. */
async function fetched(address, typed) {
  const response = await fetch(`${address}?${typed}`, { headers: { Accept: "application/json" } }).catch(() => null);
  const told = await response?.json().catch(() => null);
  return response?.ok ? told : (told?.message ?? null);
}

/** One field for each slot, over the form: Tab leads from one to the next, Enter puts it in, Escape leaves it. */
function ask(html, address, editor) {
  const target = editor.closest("form");
  document.querySelector("[data-slots-form]")?.remove();
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  const form = /** @type {HTMLFormElement} */ (parsed.content.querySelector("form"));
  const leave = () => (form.remove(), editor.focus());
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    leave();
  });
  form.querySelector("[data-leaves]").addEventListener("click", (event) => (event.preventDefault(), leave()));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const told = await fetched(address, new URLSearchParams(/** @type {any} */ (new FormData(form))).toString());
    const said = /** @type {HTMLElement} */ (form.querySelector("[data-said]"));
    if (!told || typeof told === "string") return void (said.textContent = told || word("snippet_offline"));
    form.remove();
    await put(told, editor);
  });
  target.before(form);
  form.scrollIntoView({ block: "nearest" });
  const first = /** @type {HTMLInputElement} */ (form.querySelector("input:not([type=hidden])"));
  first.focus();
  first.select();
}

/** Title and kind are given where nobody has chosen any; then the caret stands in the first slot that is open. */
async function put(told, editor) {
  const { title, kind } = editor.closest("form").elements;
  if (title && told.title && !title.value.trim()) set(title, told.title);
  if (kind && told.kind && kind.value === "update") set(kind, told.kind);
  const rich = await editor.put(told);
  editor.focus();
  const open = [...(title?.value.match(/\{\{[^{}<>\n]+?\}\}/g) ?? []).map((slot) => slot.slice(2, -2).trim()), ...(rich ? openSlots(rich).map((slot) => slot.name) : [])];
  if (rich) chooseSlot(rich);
  say(editor, open.length ? word("snippet_open", { names: [...new Set(open)].join(", ") }) : word("snippet_put_in"));
}

function set(input, value) {
  input.value = value;
  for (const name of ["input", "change"]) input.dispatchEvent(new Event(name, { bubbles: true }));
}

function say(editor, words) {
  const output = /** @type {HTMLElement | null} */ (editor.closest("form").querySelector("[data-sending]"));
  if (!output) return;
  output.dataset.state = "said";
  output.textContent = words;
}
