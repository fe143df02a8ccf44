// Pictures on their way to the desk: one after the other, each with a line that says how far it is and a way to leave it out, sent
// again and again on a bad line. A sending has a name, so that what arrived unheard is answered once more and not kept twice.

import { askSession, signInAgain, tokenFor } from "./session.js";

const LARGEST_BYTES = 20_000_000;
const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
/** What may be otherwise in a moment: many at once, a server that restarts. */
const PASSING = [429, 500, 502, 503, 504];

/** The picture itself is the reason: it would be refused again. */
const REFUSED = 400;

/** One file on its way. @typedef {{ file: File, line: HTMLElement, sending: string, left: AbortController }} Out */

/** What the field does. @typedef {{
 *   said(name: string, gaps?: Record<string, unknown>): string,
 *   announce(words: string): void,
 *   arrived(file: File, answer: any): void,
 * }} Field */

export class PicturesOut {
  /** @type {Out[]} */
  #waiting = [];
  #isSending = false;
  #element;
  #field;

  /** @param {HTMLElement} element @param {Field} field */
  constructor(element, field) {
    this.#element = element;
    this.#field = field;
  }

  /** Whether one is still to come; what was refused is not. */
  get isUnderWay() {
    return [...this.#list.children].some((line) => !line.classList.contains("is-wrong"));
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.#element.querySelector("[data-shots-coming]"));
  }

  /** Send these in their order. @param {File[]} files */
  take(files) {
    for (const file of files) {
      const out = this.#begin(file);
      if (file.size > LARGEST_BYTES) {
        this.#fail(out, this.#field.said("large", { size: (file.size / 1e6).toFixed(1), most: LARGEST_BYTES / 1e6 }));
      } else this.#waiting.push(out);
    }
    this.#send();
  }

  /** One after the other: a thin line is not shared, and the order stays that of the choice. */
  async #send() {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await this.#sendOne(next);
    } finally {
      this.#isSending = false;
    }
  }

  /** @param {Out} out */
  async #sendOne(out) {
    for (let tries = 0; isWanted(out); tries++) {
      const { status, answer, retryAfter } = await this.#oneTry(out);
      if (!isWanted(out)) return;
      if (status === 200) return this.#arrived(out, answer);
      if (status === 401 || (status === 403 && answer.kind === "FormTooOld")) {
        if (!(await askSession().catch(() => null))) await signInAgain();
      } else if (status && !PASSING.includes(status)) {
        return this.#fail(out, answer.message || this.#field.said("fault", { status }), status !== REFUSED);
      } else {
        say(out.line, this.#field.said("trying"));
        await pause(retryAfter ?? WAITS_MS[Math.min(tries, WAITS_MS.length - 1)], out.left.signal);
      }
    }
  }

  /** One try; a status of 0 means that no answer came. `fetch` cannot tell how much of a body has gone. @param {Out} out */
  #oneTry(out) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const leave = () => request.abort();
      request.open("POST", this.#element.dataset.address);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "text";
      request.timeout = 240_000;
      request.upload.addEventListener("progress", (event) => this.#progress(out, event.loaded / (event.total || 1)));
      request.addEventListener("loadend", () => {
        out.left.signal.removeEventListener("abort", leave);
        const seconds = Number(request.getResponseHeader("Retry-After"));
        resolve({ status: request.status, answer: parsed(request.responseText), retryAfter: seconds ? seconds * 1_000 : undefined });
      });
      out.left.signal.addEventListener("abort", leave);
      this.#progress(out, 0);
      request.send(this.#body(out));
    });
  }

  /** @param {Out} out */
  #body(out) {
    const token = /** @type {HTMLInputElement} */ (this.#element.closest("form").querySelector("[name=csrfmiddlewaretoken]")).value;
    const body = new FormData();
    body.append("csrfmiddlewaretoken", tokenFor(token));
    body.append("sending", out.sending);
    body.append("photos", out.file, out.file.name || "picture");
    return body;
  }

  /** @param {Out} out @param {number} part */
  #progress(out, part) {
    out.line.querySelector("progress").value = part;
    const percent = Math.round(part * 100);
    say(out.line, part < 1 ? this.#field.said("sending", { percent }) : this.#field.said("making"));
  }

  /** @param {Out} out @param {any} answer */
  #arrived(out, answer) {
    this.#end(out);
    this.#field.arrived(out.file, answer);
  }

  /** A line with how far the file is, and a way to leave it out. @param {File} file @returns {Out} */
  #begin(file) {
    const line = document.createElement("li");
    const out = { file, line, sending: newName(), left: new AbortController() };
    const name = document.createElement("span");
    name.className = "shots-name";
    name.textContent = file.name;
    const progress = document.createElement("progress");
    progress.setAttribute("aria-label", file.name);
    progress.max = 1;
    progress.value = 0;
    const words = document.createElement("span");
    words.dataset.shotsWords = "";
    line.append(name, progress, words, this.#button("leave", () => this.#leave(out)));
    this.#list.append(line);
    this.#list.hidden = false;
    return out;
  }

  /** Whoever left one out goes on where the next one is chosen. @param {Out} out */
  #leave(out) {
    this.#waiting = this.#waiting.filter((one) => one !== out);
    out.left.abort();
    this.#end(out);
    /** @type {HTMLElement} */ (this.#list.querySelector("button") ?? this.#element.querySelector("[data-shots-files]")).focus();
  }

  /** @param {Out} out */
  #end(out) {
    out.line.remove();
    this.#list.hidden = !this.#list.children.length;
  }

  /** @param {Out} out @param {string} message */
  #fail(out, message, mayBeSentAgain = false) {
    out.line.classList.add("is-wrong");
    out.line.querySelector("progress").remove();
    say(out.line, message);
    out.line.querySelector("[data-shots-words]").className = "wrong";
    this.#field.announce(`${out.file.name}: ${message}`);
    if (!mayBeSentAgain) return;
    out.line.append(
      this.#button("again", () => {
        this.#end(out);
        this.take([out.file]);
      }),
    );
  }

  /** @param {string} word @param {() => void} act */
  #button(word, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = this.#field.said(word);
    button.addEventListener("click", act);
    return button;
  }
}

/** It was not left out, and its form is still there. @param {Out} out */
function isWanted(out) {
  return out.line.isConnected && !out.left.signal.aborted;
}

/** @param {HTMLElement} line @param {string} words */
function say(line, words) {
  line.querySelector("[data-shots-words]").textContent = words;
}

/** A name that no other sending has. */
function newName() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Wait, but no longer than until the line is back or the picture is left out. @param {number} milliseconds @param {AbortSignal} left */
function pause(milliseconds, left) {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener("online", over);
      left.removeEventListener("abort", over);
      resolve(undefined);
    };
    const timer = setTimeout(over, milliseconds * (1 + Math.random() / 4));
    addEventListener("online", over);
    left.addEventListener("abort", over);
  });
}
