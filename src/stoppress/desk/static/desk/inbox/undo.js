// What was done last is said above the list, with a form that undoes it.

import { word } from "../words.js";

const UNDONE_BY = { take: "give_back", shortlist: "reopen", assign: "reopen", decline: "reopen", spam: "reopen" };

/**
 * @param {string} said
 * @param {string} act
 * @param {string[]} wanted the questions, each in the version before the act
 */
export function saySorted(said, act, wanted) {
  const place = /** @type {HTMLElement} */ (document.querySelector("[data-sorted]"));
  place.replaceChildren(said);
  place.hidden = false;
  if (UNDONE_BY[act]) place.append(" ", buttonFor(UNDONE_BY[act], wanted));
}

/** Undo what was done last. */
export function undo() {
  const button = /** @type {HTMLElement | null} */ (document.querySelector("[data-sorted] [data-undoes]"));
  button?.click();
  return Boolean(button);
}

/** Every act has raised each version by one; if somebody was there meanwhile, the undoing is refused in words. */
function buttonFor(act, wanted) {
  document.getElementById("undoing")?.remove();
  const sorting = /** @type {HTMLFormElement} */ (document.querySelector("[data-sorting]"));
  const form = document.createElement("form");
  form.id = "undoing";
  form.method = "post";
  form.action = sorting.action;
  form.hidden = true;
  form.dataset.sends = "";
  const token = /** @type {HTMLInputElement} */ (sorting.elements.namedItem("csrfmiddlewaretoken")).value;
  form.append(field("csrfmiddlewaretoken", token), field("key", crypto.randomUUID()), field("act", act));
  for (const seen of wanted) {
    const [question, version] = seen.split(":");
    form.append(field("question", `${question}:${Number(version) + 1}`));
  }
  document.body.append(form);
  const button = document.createElement("button");
  button.type = "submit";
  button.className = "quiet";
  button.setAttribute("form", "undoing");
  button.dataset.undoes = act;
  const key = document.createElement("kbd");
  key.textContent = "u";
  button.append(word("undo_act"), " ", key);
  return button;
}

function field(name, value) {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  return input;
}
