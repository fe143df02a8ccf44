// Keeps what is being typed, on this device at once and on the server soon after, and offers it again after a dead tab.

import { isHere, putHere, removeHere, textsHere } from "./keeping-here.js";
import { forgetThere, keepThere, keptWords, letBeThere, sendLeftBehind, subjectOf, textsThere } from "./keeping-there.js";
import { latestOnly } from "./latest.js";
import { isUnderway, renewKey } from "./sending.js";
import { word } from "./words.js";

const KEEP_AFTER_MS = 250;
const KEPT_FIELDS = ["title", "introduction", "since", "until", "body_html", "body_format", "byline", "kind", "is_key_event", "note", "headline", "standfirst", "team", "text", "reason", "invitation", "rules", "key", "draft", "version"];
/** So long after she pressed the button a sending that a dead tab has left is taken up without asking. */
const SENT_ANYWAY_MS = 30 * 60 * 1_000;
const WORDS_IN = ["title", "headline", "body_html", "note", "points", "text", "reason", "invitation", "rules"];

/** Names of the texts that this tab holds, with how to let go of their locks. @type {Map<string, () => void>} */
const held = new Map();
/** By form, the state that was kept last: what is said is said of it. */
const askedToKeep = latestOnly();

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
  form.addEventListener("desk:done", () => {
    clearTimeout(timer);
    timer = 0;
    forget(form);
  });
  // What she wanted to send is known after a dead tab, too, and is sent then.
  form.addEventListener("desk:sending", (event) => rememberWish(form, /** @type {CustomEvent} */ (event).detail));
  for (const end of ["desk:refused", "desk:stopped"]) form.addEventListener(end, () => rememberWish(form, ""));
  addEventListener("online", () => timer && form.isConnected && store(form));
  offer(form);
}

/** Forget this form's text: it was sent. @param {HTMLFormElement} form */
export function forget(form) {
  const name = nameOf(form);
  askedToKeep(form);
  removeHere(name);
  letGo(name);
  letBeThere(form);
  form.dataset.wish = "";
}

/** Her colleague's version replaces hers in the form. */
export function takeTheirs(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.querySelector("desk-editor")) return;
  const { version, title, body_html, byline, kind, is_key_event, details } = event.detail;
  fill(form, { version, title, body_html, byline, kind, is_key_event, details });
}

/** The form is closed, its text stays kept for the next time. @param {HTMLFormElement} form */
export function leave(form) {
  store(form);
  letGo(nameOf(form));
}

function store(form) {
  if (!form.isConnected) return;
  const name = nameOf(form);
  const fields = fieldsOf(form);
  if (!hasWords(fields)) {
    askedToKeep(form);
    removeHere(name);
    if (Number(form.dataset.keptNumber ?? 0)) forgetThere(form.elements.namedItem("key").value);
    return letBeThere(form);
  }
  storeHere(form, false);
  hold(name);
  keepThere(form, () => fieldsOf(form), {
    kept: () => storeHere(form, true),
    apart: () => keepApart(form),
    wasSent: () => sayWasSent(form),
    notThere: () => storeHere(form, false),
  });
}

function rememberWish(form, act) {
  if (!form.matches("[data-composer]") || !hasWords(fieldsOf(form))) return;
  form.dataset.wish = act;
  storeHere(form, false);
}

/** On this device, and say so when it is; `isThere` says that the server has this state, too. */
async function storeHere(form, isThere) {
  const isLast = askedToKeep(form);
  const number = Number(form.dataset.keptNumber ?? 0);
  const kept = { at: Date.now(), number, isThere, wish: form.dataset.wish ?? "", fields: fieldsOf(form) };
  const isKept = await putHere(nameOf(form), kept);
  if (isLast()) sayKept(form, isKept, isThere);
}

/** She has gone on with this text on another device, or it was sent there: here it becomes a text of its own. */
function keepApart(form) {
  if (isUnderway(form)) return;
  const name = nameOf(form);
  removeHere(name);
  letGo(name);
  letBeThere(form);
  renewKey(form);
  store(form);
  const output = form.querySelector("[data-sending]");
  if (output) output.textContent = word("kept_apart");
}

/** It went out from another device. The key stays: the same words sent once more are no second post. */
function sayWasSent(form) {
  const output = form.querySelector("[data-sending]");
  if (output && !isUnderway(form)) output.textContent = word("kept_sent");
}

/** Where the eye is: that the text would be there after a dead tab, or that it would not. */
function sayKept(form, isKept, isThere) {
  const output = form.querySelector("[data-sending]");
  const isAboutSending = ["sending", "trying", "refused", "stopped", "signed_out"].includes(output?.dataset.state ?? "");
  if (!output || isAboutSending || (form.matches("[data-panel-form]") && (isKept || isThere))) return; // a panel says that it is not on the page
  output.dataset.state = isKept || isThere ? "kept" : "not_kept";
  output.textContent = keptWords(isKept, isThere);
}

function fieldsOf(form) {
  /** @type {Record<string, string | boolean>} */
  const fields = {};
  for (const name of KEPT_FIELDS) {
    const input = form.elements.namedItem(name);
    if (input && isOfForm(input)) fields[name] = input.type === "checkbox" ? input.checked : input.value;
  }
  for (const list of listsOf(form)) fields[list.dataset.keptList] = list.kept;
  return fields;
}

/** Points and bullets have fields of such names, too; they are kept with their list. */
function isOfForm(input) {
  return !(input instanceof RadioNodeList) && !input.closest("desk-points, [data-kept-list=points]");
}

/** Lists that keep themselves: elements with a text `kept`, by the name that they are kept under. */
function listsOf(form) {
  return [...form.querySelectorAll("[data-kept-list]")];
}

function hasWords(fields) {
  return String(fields.details ?? "{}").length > 2 || WORDS_IN.some((name) => plain(String(fields[name] ?? "")).replace(/[[\]",]/g, "").trim());
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
  const here = (await textsHere(prefixOf(form))).filter((text) => !living.has(text.name));
  bringThere(form, here);
  const there = (await textsThere(form)).filter((text) => !living.has(prefixOf(form) + text.key));
  const left = newestOfEach([...here, ...there.map((text) => ({ ...text, name: prefixOf(form) + text.key }))]).filter((text) => isOther(form, text.fields));
  const box = form.querySelector("[data-kept]");
  if (!left.length || !box || !form.isConnected) return;
  const newest = left.sort((a, b) => b.at - a.at)[0];
  if (newest.wish && Date.now() - newest.at < SENT_ANYWAY_MS && !hasWords(fieldsOf(form))) return sendAnyway(form, newest, box);
  const texts = WORDS_IN.map((name) => (name === "points" ? "" : (newest.fields[name] ?? "")));
  const words = plain([...texts, ...inFields(newest.fields.details)].join(" ")).slice(0, 80);
  const time = new Date(newest.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const sentence = document.createElement("p");
  sentence.textContent = word(newest.isThere && !here.some((text) => text.name === newest.name) ? "kept_elsewhere" : "kept", { time, words });
  box.replaceChildren(
    sentence,
    button("take_up", () => takeUp(form, newest, box)),
    button("throw_away", () => {
      removeHere(newest.name);
      forgetThere(newest.fields.key);
      box.hidden = true;
    }),
  );
  if (left.length > 1) box.append(wayToOthers(left.length - 1));
  box.hidden = false;
}

/** She had pressed the button, and no answer came before the tab died: the same sending goes on, under its key. */
function sendAnyway(form, text, box) {
  takeUp(form, text, box);
  form.requestSubmit(form.querySelector(`button[name=act][value="${CSS.escape(text.wish)}"]`) ?? undefined);
}

/** Of a text that is both here and on the server, the one that was written last. */
function newestOfEach(texts) {
  const found = new Map();
  for (const text of texts) {
    const other = found.get(text.name);
    if (!other || (text.number ?? 0) > (other.number ?? 0)) found.set(text.name, { wish: other?.wish, ...text });
  }
  return [...found.values()];
}

/** What a dead tab could not send to the server is sent now. */
async function bringThere(form, texts) {
  for (const text of texts.filter((each) => !each.isThere && hasWords(each.fields))) {
    const number = await sendLeftBehind(subjectOf(form), text.fields.key, text.fields, text.number ?? 0);
    if (number && isHere(text.name)) putHere(text.name, { at: text.at, number, isThere: true, wish: text.wish, fields: text.fields });
  }
}

function wayToOthers(count) {
  const link = document.createElement("a");
  link.href = /** @type {HTMLElement} */ (document.querySelector("[data-desk]")).dataset.unsentAddress;
  link.textContent = word("kept_others", { count });
  return link;
}

function isOther(form, fields) {
  const names = [...WORDS_IN, "standfirst", "team"].filter((name) => form.elements.namedItem(name) && fields[name] !== undefined);
  const differs = names.some((name) => form.elements.namedItem(name).value !== fields[name]);
  return hasWords(fields) && (differs || listsOf(form).some((list) => list.kept !== fields[list.dataset.keptList]));
}

function takeUp(form, text, box) {
  form.dataset.keptNumber = String(text.number ?? 0);
  fill(form, text.fields);
  if (nameOf(form) !== text.name) removeHere(text.name);
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

/** What stands in the fields of a kind. */
function inFields(details) {
  return Object.values(JSON.parse(String(details || "{}")));
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
