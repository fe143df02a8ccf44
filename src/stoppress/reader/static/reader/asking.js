// Asking, with script: proof of work while the reader writes, nothing typed lost when the box comes anew, and "Your question" on its answer.

import { solve } from "./puzzle.js";

/** The public ids of this reader's questions; they leave this browser never. */
const ASKED = "stoppress.asked";
/** A stamp is good for two hours. */
const STAMP_GOOD_MS = 100 * 60_000;

/** @typedef {{stamp: string, proof: string, from: number}} Ready */

/** @type {Promise<Ready | null> | null} */
let work = null;
let workAt = 0;
let isSending = false;
/** What was typed, by the names of the fields. @type {Map<string, string | boolean>} */
const typed = new Map();

const formOf = (/** @type {EventTarget | null} */ target) =>
  /** @type {HTMLFormElement | null} */ (target instanceof Element ? target.closest("form[data-ask]") : null);

document.addEventListener("focusin", (event) => formOf(event.target) && begin());
document.addEventListener("input", (event) => formOf(event.target) && keep(/** @type {any} */ (event.target)));
document.addEventListener("submit", (event) => formOf(event.target) && send(event));
addEventListener("pageshow", () => (isSending = false));
new MutationObserver(lookAgain).observe(document.body, { childList: true, subtree: true });
if (formOf(document.activeElement)) begin();
for (const field of document.querySelectorAll("form[data-ask] :is(input, textarea)")) keep(/** @type {any} */ (field));
lookAgain();

/** Ask for a stamp and solve its puzzle, while the reader writes. */
function begin() {
  if (work && Date.now() - workAt < STAMP_GOOD_MS) return work;
  workAt = Date.now();
  work = prove().catch(() => (work = null));
  return work;
}

/** @returns {Promise<Ready>} */
async function prove() {
  const address = /** @type {HTMLFormElement} */ (document.querySelector("form[data-ask]")).getAttribute("action");
  const response = await fetch(`${address}stamp`, { cache: "no-store" });
  if (!response.ok) throw new Error(String(response.status));
  const from = Date.now();
  const { stamp, key, bits, seconds } = await response.json();
  return { stamp, proof: await solve(key, bits), from: from + seconds * 1000 };
}

/** @param {SubmitEvent} event */
async function send(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  say(form, form.getAttribute("data-sending"));
  const ready = await begin();
  if (!ready && !navigator.onLine) {
    isSending = false;
    return say(form, form.getAttribute("data-lost"));
  }
  if (ready) {
    await new Promise((go) => setTimeout(go, Math.max(0, ready.from - Date.now()) + 100));
    hide(form, "stamp", ready.stamp);
    hide(form, "proof", ready.proof);
  }
  work = null; // the next letter needs a stamp of its own
  HTMLFormElement.prototype.submit.call(form);
}

/** @param {HTMLFormElement} form @param {string | null} words */
function say(form, words) {
  const state = form.querySelector("[data-ask-state]");
  if (state) state.textContent = words;
}

/** @param {HTMLFormElement} form @param {string} name @param {string} value */
function hide(form, name, value) {
  let field = form.querySelector(`input[type="hidden"][name="${name}"]`);
  if (!field) {
    field = document.createElement("input");
    field.setAttribute("type", "hidden");
    field.setAttribute("name", name);
    form.append(field);
  }
  field.setAttribute("value", value);
}

/** @param {HTMLInputElement} field */
function keep(field) {
  if (field.type !== "hidden" && field.name) typed.set(field.name, field.type === "checkbox" ? field.checked : field.value);
}

/** What was typed goes into a box that came anew, and answers to this reader's questions are marked. */
export function lookAgain() {
  for (const form of document.querySelectorAll("form[data-ask]:not([data-kept])")) {
    form.setAttribute("data-kept", "");
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input:not([type=hidden]), textarea"))) {
      const value = typed.get(field.name);
      if (typeof value === "boolean") field.checked = value;
      else if (value) field.value = value;
    }
  }
  const mine = asked();
  if (mine.length) for (const post of document.querySelectorAll("[data-answers]:not([data-mine])")) mark(post, mine);
}

/** @param {Element} post @param {string[]} mine */
function mark(post, mine) {
  if (!(post.getAttribute("data-answers") ?? "").split(" ").some((id) => mine.includes(id))) return;
  const box = document.querySelector("[data-yours]");
  const note = document.createElement("p");
  note.className = "mine";
  note.textContent = box?.getAttribute("data-yours") ?? "";
  post.setAttribute("data-mine", "");
  (post.querySelector(".matter") ?? post).prepend(note);
  const status = document.querySelector("#status");
  if (status && post.closest('[data-region="stream"]')) status.textContent = box?.getAttribute("data-told") ?? "";
}

/** @returns {string[]} */
function asked() {
  try {
    return JSON.parse(localStorage.getItem(ASKED) ?? "[]");
  } catch {
    return [];
  }
}
