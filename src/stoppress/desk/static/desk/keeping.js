// Keeps what is being typed on this device, and offers it again after a dead tab.

import { word } from "./words.js";

const KEEP_AFTER_MS = 250;
const FORGET_AFTER_MS = 14 * 24 * 3600 * 1_000;
const KEPT_FIELDS = ["title", "introduction", "since", "until", "body_html", "body_format", "byline", "kind", "is_key_event", "note", "key", "draft", "version"];

/** Names of the texts that this tab holds, with how to let go of their locks. @type {Map<string, () => void>} */
const held = new Map();

/** Begin to keep this form's text, and offer what a dead tab has left of it. @param {HTMLFormElement} form */
export function keep(form) {
  if (!form.dataset.keeps || form.dataset.isKept) return;
  form.dataset.isKept = "yes";
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => store(form), KEEP_AFTER_MS);
  });
  addEventListener("pagehide", () => timer && store(form));
  form.addEventListener("desk:done", () => clearTimeout(timer));
  offer(form);
}

/** Forget this form's text: it was sent. @param {HTMLFormElement} form */
export function forget(form) {
  const name = nameOf(form);
  attempt(() => localStorage.removeItem(name));
  letGo(name);
}

/** The form is closed, its text stays kept for the next time. @param {HTMLFormElement} form */
export function leave(form) {
  store(form);
  letGo(nameOf(form));
}

function store(form) {
  if (!form.isConnected) return;
  const name = nameOf(form);
  const kept = { at: Date.now(), fields: fieldsOf(form) };
  if (!hasWords(kept.fields)) return void attempt(() => localStorage.removeItem(name));
  const isKept = attempt(() => localStorage.setItem(name, JSON.stringify(kept)));
  hold(name);
  sayKept(form, isKept);
}

/** Where the eye is: that the text would be there after a dead tab, or that it would not. */
function sayKept(form, isKept) {
  const output = form.querySelector("[data-sending]");
  const isAboutSending = ["sending", "trying", "refused", "stopped", "signed_out"].includes(output?.dataset.state ?? "");
  if (!output || isAboutSending) return;
  output.dataset.state = isKept ? "kept" : "not_kept";
  output.textContent = word(isKept ? "kept_here" : "not_kept");
}

function fieldsOf(form) {
  /** @type {Record<string, string | boolean>} */
  const fields = {};
  for (const name of KEPT_FIELDS) {
    const input = form.elements.namedItem(name);
    if (input) fields[name] = input.type === "checkbox" ? input.checked : input.value;
  }
  for (const list of listsOf(form)) fields[list.dataset.keptList] = list.kept;
  return fields;
}

/** Lists that keep themselves: elements with a text `kept`, by the name that they are kept under. */
function listsOf(form) {
  return [...form.querySelectorAll("[data-kept-list]")];
}

function hasWords(fields) {
  return [fields.title, fields.body_html, fields.note].some((value) => String(value ?? "").trim());
}

function prefixOf(form) {
  const member = document.querySelector("[data-desk]")?.getAttribute("data-member") ?? "";
  return `stoppress/${member}/${form.dataset.keeps}/`;
}

function nameOf(form) {
  return prefixOf(form) + form.elements.namedItem("key").value;
}

/** A lock tells other tabs that this text is being written here; a dead tab holds none. */
function hold(name) {
  if (held.has(name) || !navigator.locks) return;
  held.set(name, () => {});
  navigator.locks.request(name, { ifAvailable: true }, (lock) => lock && new Promise((resolve) => held.set(name, () => resolve(undefined))));
}

function letGo(name) {
  held.get(name)?.();
  held.delete(name);
}

async function offer(form) {
  const living = new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name));
  const left = leftBehind(prefixOf(form)).filter((text) => !living.has(text.name) && isOther(form, text.fields));
  const box = form.querySelector("[data-kept]");
  if (!left.length || !box) return;
  const newest = left.sort((a, b) => b.at - a.at)[0];
  const words = plain(`${newest.fields.title || ""} ${newest.fields.body_html || newest.fields.note || ""}`).slice(0, 80);
  const time = new Date(newest.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const sentence = document.createElement("p");
  sentence.textContent = word("kept", { time, words });
  box.replaceChildren(
    sentence,
    button("take_up", () => takeUp(form, newest, box)),
    button("throw_away", () => {
      localStorage.removeItem(newest.name);
      box.hidden = true;
    }),
  );
  box.hidden = false;
}

function leftBehind(prefix) {
  const found = [];
  attempt(() => {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(prefix)) continue;
      const text = JSON.parse(localStorage.getItem(name));
      if (Date.now() - text.at > FORGET_AFTER_MS) localStorage.removeItem(name);
      else found.push({ name, ...text });
    }
  });
  return found;
}

function isOther(form, fields) {
  return hasWords(fields) && (form.elements.namedItem("body_html")?.value !== fields.body_html || form.elements.namedItem("title")?.value !== fields.title || listsOf(form).some((list) => list.kept !== fields[list.dataset.keptList]));
}

function takeUp(form, text, box) {
  fill(form, text.fields);
  if (nameOf(form) !== text.name) attempt(() => localStorage.removeItem(text.name));
  box.hidden = true;
  store(form);
}

/** Put words into a form's fields, its editor included. @param {HTMLFormElement} form @param {Record<string, unknown>} fields */
export function fill(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const input = form.elements.namedItem(name);
    if (!input || name === "body_html" || name === "body_format") continue;
    if (input.type === "checkbox") input.checked = Boolean(value);
    else input.value = String(value ?? "");
  }
  for (const list of listsOf(form)) if (fields[list.dataset.keptList] !== undefined) list.kept = fields[list.dataset.keptList];
  if (fields.body_html === undefined) return;
  const editor = form.querySelector("desk-editor");
  editor.setWords(String(fields.body_html), String(fields.body_format ?? "html"));
}

function plain(html) {
  return html.replace(/<[^>]*>/g, " ").replace(/&nbsp;/g, " ").replace(/&amp;/g, "&").replace(/\s+/g, " ").trim();
}

function button(name, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = word(name);
  element.addEventListener("click", act);
  return element;
}

/** Storage may be full or forbidden; writing goes on without it. */
function attempt(act) {
  try {
    act();
    return true;
  } catch (error) {
    console.warn("The text cannot be kept on this device.", error);
    return false;
  }
}
