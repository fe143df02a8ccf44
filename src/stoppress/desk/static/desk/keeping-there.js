// Keeps what is being typed on the server, too: after a dead device it is there on another. Nobody waits for it.

import { word } from "./words.js";
import { tell } from "./telling.js";

const SEND_AFTER_MS = 1_500;
const SEND_AT_LEAST_EVERY_MS = 5_000;
const TRY_AGAIN_MS = 15_000;

/** @typedef {{ key: string, number: number, at: number, fields: Record<string, any>, isThere: true }} ThereText */
/** Forms whose text is on its way, with its timer and since when it waits. @type {WeakMap<HTMLFormElement, { timer: number, since: number, isUnderway: boolean }>} */
const waiting = new WeakMap();
/** @type {Promise<ThereText[]> | null} */
let asked = null;

const main = () => /** @type {HTMLElement} */ (document.querySelector("[data-desk]"));
const keyOf = (form) => form.elements.namedItem("key").value;

/** What a form is about, without the live blog: “new”, a draft, a post and an act … @param {HTMLFormElement} form */
export function subjectOf(form) {
  return form.dataset.keeps.split("/").slice(1).join("/");
}

/**
 * Send this text when she pauses, or every few seconds while she does not.
 * @param {HTMLFormElement} form @param {() => Record<string, any>} fieldsOf @param {{ kept(number: number): void, apart(): void, wasSent(): void, notThere(): void }} tells
 */
export function keepThere(form, fieldsOf, tells) {
  if (!main()?.dataset.unsentAddress) return;
  const now = Date.now();
  const state = waiting.get(form) ?? { timer: 0, since: now, isUnderway: false };
  waiting.set(form, state);
  clearTimeout(state.timer);
  const wait = Math.max(0, Math.min(SEND_AFTER_MS, state.since + SEND_AT_LEAST_EVERY_MS - now));
  state.timer = setTimeout(() => send(form, fieldsOf, tells), wait);
}

/** It was sent or thrown away: nothing more of it goes to the server. @param {HTMLFormElement} form */
export function letBeThere(form) {
  const state = waiting.get(form);
  if (state) clearTimeout(state.timer);
  waiting.delete(form);
  form.dataset.keptNumber = "0";
  asked = null;
}

/** Throw a text away on the server. @param {string} key */
export function forgetThere(key) {
  asked = null;
  if (main()?.dataset.forgetAddress) tell(main().dataset.forgetAddress, { key });
}

/** What the server has of this form's texts. @param {HTMLFormElement} form */
export async function textsThere(form) {
  const subject = subjectOf(form);
  return (await ask()).filter((text) => text.fields._of === subject);
}

/** Send a text that a dead tab has left on this device. @param {string} subject @param {string} key @param {Record<string, any>} fields @param {number} number */
export async function sendLeftBehind(subject, key, fields, number) {
  if (!main()?.dataset.unsentAddress) return null;
  const response = await tell(main().dataset.unsentAddress, wordsOf(subject, key, fields, number));
  return response?.ok ? (await response.json()).number : null;
}

async function ask() {
  const address = main()?.dataset.unsentAddress;
  if (!address) return [];
  asked ??= fetch(address, { headers: { Accept: "application/json" } })
    .then((response) => (response.ok ? response.json() : { texts: [] }))
    .then(({ texts }) => texts.map((text) => ({ ...text, at: Date.parse(text.at), isThere: true })))
    .catch(() => []);
  return asked;
}

async function send(form, fieldsOf, tells) {
  const state = waiting.get(form);
  if (!state || !form.isConnected) return;
  if (state.isUnderway) return keepThere(form, fieldsOf, tells);
  const key = keyOf(form);
  state.isUnderway = true;
  const number = Number(form.dataset.keptNumber ?? 0);
  const response = await tell(main().dataset.unsentAddress, wordsOf(subjectOf(form), key, fieldsOf(), number));
  const answer = response ? await response.json().catch(() => ({})) : {};
  state.isUnderway = false;
  if (waiting.get(form) !== state || keyOf(form) !== key) return; // it was sent meanwhile
  state.since = Date.now();
  if (response?.ok) {
    form.dataset.keptNumber = String(answer.number);
    return tells.kept(answer.number);
  }
  if (response?.status === 409) return answer.kind === "Conflict" ? tells.apart() : tells.wasSent();
  tells.notThere();
  if (!response || response.status >= 500) state.timer = setTimeout(() => send(form, fieldsOf, tells), TRY_AGAIN_MS);
}

function wordsOf(subject, key, fields, number) {
  const [first, second] = subject.split("/");
  const place = second && first !== "answer" ? second : ["round-up", "header", "key-points", "answer", "hand-over", "question-box"].includes(first) ? first : "new";
  const post = ["amend", "correct", "withdraw"].includes(place) || (place === "new" && first !== "new") ? first : "";
  return { place, post, key, number: String(number), fields_typed: JSON.stringify({ ...fields, _of: subject }) };
}

/** In words, that the text is safe. @param {boolean} isHere @param {boolean} isThere */
export function keptWords(isHere, isThere) {
  if (isThere) return word(isHere ? "kept_both" : "kept_there");
  return word(isHere ? "kept_here" : "not_kept");
}
