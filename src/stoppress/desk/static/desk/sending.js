// Sends the desk's forms and says in words how it goes. Nothing typed is cleared before the server has answered; a lost
// answer is asked for again under the same key, which the server knows, so that one sending stays one act.

import { askSession, signInAgain, tokenFor } from "./session.js";
import { isHere } from "./whereabouts.js";
import { word } from "./words.js";

const ANSWER_WITHIN_MS = 20_000;
const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/** Forms that are being sent, with how to stop. @type {WeakMap<HTMLFormElement, AbortController>} */
const underway = new WeakMap();

/** Take over every form that says `data-sends`. */
export function takeOverForms() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("form[data-sends]") || event.defaultPrevented) return;
    event.preventDefault();
    if (!underway.has(form)) send(form, event.submitter);
  });
}

/** @param {HTMLFormElement | null | undefined} form */
export function isUnderway(form) {
  return Boolean(form) && underway.has(form);
}

/** Wait until this form, which is being sent, is answered or stopped. @param {HTMLFormElement} form */
export function settled(form) {
  return new Promise((resolve) => form.addEventListener("desk:settled", resolve, { once: true }));
}

/**
 * Send a form until the server has answered, or somebody stops it.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
export async function send(form, submitter) {
  const stop = new AbortController();
  underway.set(form, stop);
  const body = bodyOf(form, submitter);
  clearWrongs(form);
  putAwayConflict(form, submitter);
  lock(form, true);
  say(form, "sending");
  tellForm(form, "desk:sending", submitter?.getAttribute("value") ?? "");
  try {
    const { status, answer } = await untilAnswered(form, body, stop.signal);
    if (status < 300) finish(form, submitter, answer);
    else showRefusal(form, submitter, status, answer);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    say(form, "stopped");
    tellForm(form, "desk:stopped", null);
  } finally {
    underway.delete(form);
    lock(form, false);
    form.dispatchEvent(new CustomEvent("desk:settled", { bubbles: true }));
  }
}

function tellForm(form, name, detail) {
  form.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

function bodyOf(form, submitter) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) body.append(name, String(value));
  if (submitter?.getAttribute("name")) body.set(submitter.getAttribute("name"), submitter.getAttribute("value") ?? "");
  return body;
}

async function untilAnswered(form, body, stopped) {
  for (let tries = 0; ; tries++) {
    const { status, answer, retryAfter } = await oneTry(form, body);
    if (stopped.aborted) throw new Error("stopped");
    if ((status === 401 && answer.kind !== "Deactivated") || (status === 403 && answer.kind === "FormTooOld")) {
      await freshSession(form, status);
      continue;
    }
    if (status && status !== 500 && status !== 502 && status !== 503 && status !== 504 && status !== 429) return { status, answer };
    say(form, "trying", status === 500 ? word("fault", { status }) : "", () => underway.get(form)?.abort());
    await pause(retryAfter ?? WAITS_MS[Math.min(tries, WAITS_MS.length - 1)], stopped);
  }
}

/** One try; a status of 0 means that no answer came. */
async function oneTry(form, body) {
  const token = body.get("csrfmiddlewaretoken");
  if (token) body.set("csrfmiddlewaretoken", tokenFor(token));
  try {
    const response = await fetch(form.getAttribute("action"), {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
    const answer = isJson ? await response.json() : { message: "", fields: {} };
    const seconds = Number(response.headers.get("Retry-After"));
    return { status: response.status, answer, retryAfter: seconds ? Math.min(seconds, 15) * 1_000 : undefined };
  } catch {
    return { status: 0, answer: { message: "", fields: {} } };
  }
}

async function freshSession(form, status) {
  const name = await askSession().catch(() => null);
  if (name || name === null) {
    if (status === 401 || name === null) await pause(WAITS_MS[0], new AbortController().signal);
    return;
  }
  say(form, "signed_out");
  await signInAgain();
  say(form, "sending");
}

/** Wait, but no longer than until the line is back or she has stopped it. */
function pause(milliseconds, stopped) {
  return new Promise((resolve, reject) => {
    const jitter = 1 + Math.random() / 4;
    const timer = setTimeout(over, milliseconds * jitter);
    function over() {
      clearTimeout(timer);
      removeEventListener("online", over);
      stopped.aborted ? reject(new Error("stopped")) : resolve(undefined);
    }
    addEventListener("online", over);
    stopped.addEventListener("abort", over);
  });
}

function finish(form, submitter, answer) {
  const said = answer.is_repeated ? word("repeated") : answer.said;
  say(form, "sent", said);
  form.dispatchEvent(new CustomEvent("desk:done", { bubbles: true, detail: { answer, said, submitter } }));
}

function showRefusal(form, submitter, status, answer) {
  say(form, "refused");
  const fields = answer.fields ?? {};
  const unplaced = Object.entries(fields).filter(([field, words]) => !showBeside(form, field, words));
  const message = status === 413 || status === 400 ? word("too_large") : answer.message || word("fault", { status });
  if (answer.kind === "SendingReused") offerNewKey(form, submitter);
  else if (unplaced.length || !Object.keys(fields).length) showTrouble(form, unplaced.map(([, words]) => words).join(" ") || message);
  const isHers = isHere(form);
  if (answer.conflict) showConflict(form, answer.conflict, answer.current);
  form.dispatchEvent(new CustomEvent("desk:refused", { bubbles: true, detail: answer }));
  lock(form, false); // what is locked takes no caret
  if (!isHers) return; // she writes elsewhere by now
  if (answer.conflict) form.querySelector("[data-conflict] button")?.focus();
  const wrong = form.querySelector("[aria-invalid=true]");
  const editor = wrong?.closest("desk-editor");
  editor?.goToOpenSlot();
  (editor ?? wrong)?.focus();
}

function showBeside(form, field, words) {
  const place = form.querySelector(`[data-field="${CSS.escape(field)}"]`);
  const wrong = place?.querySelector(":scope > [data-wrong]") ?? place?.querySelector("[data-wrong]");
  if (!wrong) return false;
  wrong.textContent = words;
  place.classList.add("is-wrong");
  for (const input of place.querySelectorAll("input, textarea, select, [contenteditable]")) {
    input.setAttribute("aria-invalid", "true");
    if (wrong.id) input.setAttribute("aria-describedby", wrong.id);
  }
  return true;
}

function showTrouble(form, message) {
  const box = form.querySelector("[data-trouble]");
  if (box) {
    box.replaceChildren(paragraph(message));
    box.hidden = false;
  } else {
    say(form, "refused", message);
  }
}

/** The other version in full, and the choice: the answer's HTML is a template of the desk. */
function showConflict(form, html, current) {
  const place = form.querySelector("[data-conflict]");
  if (!place) return;
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  place.replaceChildren(parsed.content);
  place.querySelector("[data-takes-theirs]")?.addEventListener("click", (event) => {
    event.preventDefault();
    place.replaceChildren();
    clearWrongs(form);
    form.dispatchEvent(new CustomEvent("desk:take-theirs", { bubbles: true, detail: current }));
  });
}

/** She has chosen: what she keeps on top of theirs goes on from their version. */
function putAwayConflict(form, submitter) {
  form.querySelector("[data-conflict]")?.replaceChildren();
  if (submitter?.name === "onto") form.elements.namedItem("version").value = submitter.value;
}

/** The key was used: what was sent before got through, and she has changed the words since. */
function offerNewKey(form, submitter) {
  const box = form.querySelector("[data-trouble]");
  if (!box) return showTrouble(form, word("reused"));
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = word("as_new");
  again.addEventListener("click", () => {
    renewKey(form);
    send(form, submitter);
  });
  box.replaceChildren(paragraph(word("reused")), again);
  box.hidden = false;
}

/** A new key for the next sending of this form. */
export function renewKey(form) {
  const letters = crypto.getRandomValues(new Uint8Array(20));
  form.elements.namedItem("key").value = Array.from(letters, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Take away what was said about the last try. */
export function clearWrongs(form) {
  for (const wrong of form.querySelectorAll("[data-wrong]")) wrong.textContent = "";
  for (const place of form.querySelectorAll(".is-wrong")) place.classList.remove("is-wrong");
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  const box = form.querySelector("[data-trouble]");
  if (box) box.hidden = true;
}

/** Say in words how the sending stands; `more` is said with it, `stops` offers a way to stop. */
function say(form, state, more = "", stops = null) {
  const output = form.querySelector("[data-sending]") ?? form.closest("[data-tools]")?.querySelector("[data-sending]");
  if (!output) return;
  output.dataset.state = state;
  output.textContent = state === "sent" && more ? more : [word(state), more].filter(Boolean).join(" ");
  if (!stops) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = word("stop");
  button.addEventListener("click", stops);
  output.append(" ", button);
}

function lock(form, isLocked) {
  form.classList.toggle("is-sending", isLocked);
  for (const input of form.querySelectorAll("input:not([type=hidden]), textarea")) input.readOnly = isLocked;
  for (const button of form.querySelectorAll("button:not([data-sending] button)")) button.disabled = isLocked;
  for (const editor of form.querySelectorAll("desk-editor")) editor.setEditable?.(!isLocked);
}

function paragraph(words) {
  const element = document.createElement("p");
  element.textContent = words;
  return element;
}
