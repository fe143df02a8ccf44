// The pictures of a post: chosen, shot, pasted or dropped; sent one at a time, again and again on a bad line; put in order by
// dragging or by buttons; each with its words and the point that stays in sight. Without this module a plain file field does it.

import { askSession, signInAgain, tokenFor } from "./session.js";

const LARGEST_BYTES = 20_000_000;
const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
const STEP = 5;
const COLUMNS = ["picture", "focus", "alt", "caption", "credit"];

export class DeskPictures extends HTMLElement {
  /** Files that wait for their turn. @type {{file: File, line: HTMLElement}[]} */
  #waiting = [];
  #isSending = false;
  /** @type {HTMLElement | null} */
  #dragged = null;
  /** A line that was sent for: taken away by its button. @type {XMLHttpRequest | null} */
  #request = null;

  connectedCallback() {
    if (this.dataset.isReady) return;
    this.dataset.isReady = "yes";
    for (const input of this.#files) input.removeAttribute("name");
    this.#makeButtons(this);
    this.#makeButtons(this.#blank.content);
    this.addEventListener("change", (event) => this.#chosen(event));
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("dragstart", (event) => this.#dragStarts(event));
    this.addEventListener("dragend", () => this.#dragEnds());
    const form = this.closest("form");
    form.addEventListener("dragover", (event) => this.#dragsOver(event));
    form.addEventListener("dragleave", () => this.classList.remove("is-over"));
    form.addEventListener("drop", (event) => this.#drops(event));
    form.addEventListener("paste", (event) => this.#pasted(event), { capture: true });
    form.addEventListener("submit", (event) => this.#submits(event), { capture: true });
    form.addEventListener("desk:done", (event) => event.target === form && form.matches("[data-composer]") && this.#clear());
    for (const line of this.#lines) this.#showPoint(line);
  }

  /** What the form's keeper keeps of the pictures, and gives back after a dead tab: text. */
  get kept() {
    const rows = this.#lines.map((line) => ({
      ...Object.fromEntries(COLUMNS.map((name) => [name, field(line, name).value])),
      decorative: field(line, "decorative").checked,
      address: line.querySelector("img").getAttribute("src"),
    }));
    return rows.length ? JSON.stringify(rows) : "";
  }

  set kept(text) {
    this.#list.replaceChildren();
    for (const row of text ? JSON.parse(text) : []) this.#add(row);
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-shots]"));
  }

  get #lines() {
    return /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll("[data-shot]")]);
  }

  get #files() {
    return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("[data-shots-files]")]);
  }

  get #blank() {
    return /** @type {HTMLTemplateElement} */ (this.querySelector("[data-blank-shot]"));
  }

  get #coming() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-shots-coming]"));
  }

  /** With script no button of ours sends the form, and Enter in a field means what it meant. */
  #makeButtons(root) {
    for (const button of root.querySelectorAll("[data-shots-button]")) button.type = "button";
  }

  #chosen(event) {
    if (!event.target.matches("[data-shots-files]")) return;
    this.#take([...event.target.files]);
    event.target.value = "";
  }

  /** A word processor brings a picture of its words along with them: where there are words, the editor takes those. */
  #pasted(event) {
    if (event.clipboardData?.types.includes("text/plain")) return;
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!files.length) return;
    event.preventDefault();
    event.stopPropagation();
    this.#take(files);
  }

  #take(files) {
    for (const file of files) {
      const line = this.#comingLine(file);
      if (file.size > LARGEST_BYTES) {
        this.#fail(line, this.#said("large", { size: (file.size / 1e6).toFixed(1), most: LARGEST_BYTES / 1e6 }));
      } else this.#waiting.push({ file, line });
    }
    this.#send();
  }

  /** One after the other: a thin line is not shared, and the order stays that of the choice. */
  async #send() {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await this.#sendOne(next.file, next.line);
    } finally {
      this.#isSending = false;
    }
  }

  async #sendOne(file, line) {
    for (let tries = 0; line.isConnected; tries++) {
      const { status, answer, retryAfter } = await this.#oneTry(file, line);
      if (!line.isConnected) return;
      if (status === 200) return this.#arrived(file, line, answer);
      if (status === 401 || (status === 403 && answer.kind === "FormTooOld")) {
        if (!(await askSession().catch(() => null))) await signInAgain();
      } else if (status && ![429, 500, 502, 503, 504].includes(status)) {
        return this.#fail(line, answer.message || this.#said("fault", { status }), file);
      } else {
        this.#say(line, this.#said("trying"));
        await pause(retryAfter ?? WAITS_MS[Math.min(tries, WAITS_MS.length - 1)]);
      }
    }
  }

  /** One try; a status of 0 means that no answer came. `fetch` cannot tell how much of a body has gone. */
  #oneTry(file, line) {
    return new Promise((resolve) => {
      const request = (this.#request = new XMLHttpRequest());
      const body = new FormData();
      const token = this.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
      body.append("csrfmiddlewaretoken", tokenFor(token));
      body.append("photos", file, file.name || "picture");
      request.open("POST", this.dataset.address);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "text";
      request.timeout = 240_000;
      request.upload.addEventListener("progress", (event) => this.#progress(line, event.loaded / (event.total || 1)));
      request.addEventListener("loadend", () => {
        const seconds = Number(request.getResponseHeader("Retry-After"));
        resolve({ status: request.status, answer: parsed(request.responseText), retryAfter: seconds ? seconds * 1_000 : undefined });
      });
      this.#progress(line, 0);
      request.send(body);
    });
  }

  #progress(line, part) {
    line.querySelector("progress").value = part;
    this.#say(line, part < 1 ? this.#said("sending", { percent: Math.round(part * 100) }) : this.#said("making"));
  }

  #arrived(file, line, answer) {
    line.remove();
    this.#coming.hidden = !this.#coming.children.length;
    this.#add({ picture: answer.picture, address: answer.address, credit: this.#lastCredit() });
    this.#announce(this.#said("ready", { name: file.name }));
    this.#changed();
  }

  /** The same hand took them, most times. */
  #lastCredit() {
    const last = this.#lines.at(-1);
    return last ? field(last, "credit").value : "";
  }

  #add(row) {
    const line = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (this.#blank.content.cloneNode(true)).firstElementChild);
    line.dataset.shot = row.picture;
    for (const name of COLUMNS) if (row[name] !== undefined) field(line, name).value = row[name];
    field(line, "decorative").value = row.picture;
    field(line, "decorative").checked = Boolean(row.decorative);
    line.querySelector("img").src = row.address;
    this.#list.append(line);
    this.#showPoint(line);
    this.#number();
  }

  #clear() {
    this.#list.replaceChildren();
    this.#changed();
  }

  /** A file on its way, with how far it is, and a way to leave it out. */
  #comingLine(file) {
    const line = document.createElement("li");
    const name = document.createElement("span");
    name.className = "shots-name";
    name.textContent = file.name;
    const progress = document.createElement("progress");
    progress.setAttribute("aria-label", file.name);
    progress.max = 1;
    progress.value = 0;
    const words = document.createElement("span");
    words.dataset.shotsWords = "";
    const leave = this.#button("leave", () => {
      const index = this.#waiting.findIndex((one) => one.line === line);
      if (index >= 0) this.#waiting.splice(index, 1);
      else this.#request?.abort();
      line.remove();
      this.#coming.hidden = !this.#coming.children.length;
    });
    line.append(name, progress, words, leave);
    this.#coming.append(line);
    this.#coming.hidden = false;
    return line;
  }

  #fail(line, message, file = null) {
    line.classList.add("is-wrong");
    line.querySelector("progress").remove();
    this.#say(line, message);
    line.querySelector("[data-shots-words]").className = "wrong";
    this.#announce(message);
    if (!file) return;
    line.append(
      this.#button("again", () => {
        line.replaceWith();
        this.#take([file]);
      }),
    );
  }

  #button(word, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = this.#said(word);
    button.addEventListener("click", act);
    return button;
  }

  /** Nothing is published without a picture that is still on its way. */
  #submits(event) {
    const isOnItsWay = [...this.#coming.children].some((line) => !line.classList.contains("is-wrong"));
    const wrong = this.querySelector("[data-field=pictures] [data-wrong]");
    wrong.textContent = isOnItsWay ? this.#said("waits") : "";
    if (!isOnItsWay) return;
    event.preventDefault();
    event.stopPropagation();
    this.#announce(this.#said("waits"));
  }

  #clicked(event) {
    const line = event.target.closest("[data-shot]");
    if (!line) return;
    const move = event.target.closest("[data-shot-moves]");
    if (move) this.#move(line, move.dataset.shotMoves, move);
    else if (event.target.closest("[data-shot-out]")) this.#takeOut(line);
    else if (event.target.closest("[data-shot-focus]") && event.detail) this.#point(line, event);
  }

  #move(line, way, button) {
    const other = way === "up" ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    if (way === "up") other.before(line);
    else other.after(line);
    button?.focus();
    this.#moved(line);
  }

  #moved(line) {
    this.#number();
    this.#announce(this.#said("moved", { number: this.#lines.indexOf(line) + 1, count: this.#lines.length }));
    this.#changed();
  }

  #takeOut(line) {
    const next = line.nextElementSibling ?? line.previousElementSibling;
    line.remove();
    (next?.querySelector("[data-shot-out]") ?? this.#files[0]).focus();
    this.#number();
    this.#announce(this.#said("out"));
    this.#changed();
  }

  /** The words of a refusal find their field by its number. */
  #number() {
    for (const [number, line] of this.#lines.entries()) {
      for (const place of line.querySelectorAll("[data-field]")) place.dataset.field = place.dataset.field.replace(/-[0-9]*$/, `-${number}`);
    }
  }

  #point(line, event) {
    const box = line.querySelector("img").getBoundingClientRect();
    const parts = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    this.#setPoint(line, ...parts.map((part) => Math.round(part * 100)));
  }

  #key(event) {
    const line = event.target.closest("[data-shot]");
    if (!line) return;
    const step = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      const held = event.target;
      this.#move(line, event.key === "ArrowUp" ? "up" : "down", null);
      held.focus();
    } else if (step && event.target.closest("[data-shot-focus]")) {
      event.preventDefault();
      const [left, top] = pointOf(line);
      this.#setPoint(line, left + step[0], top + step[1]);
    }
  }

  #setPoint(line, left, top) {
    const [x, y] = [left, top].map((part) => Math.min(100, Math.max(0, part)));
    field(line, "focus").value = `${x},${y}`;
    this.#showPoint(line);
    this.#announce(this.#said("focus", { left: x, top: y }));
    this.#changed();
  }

  #showPoint(line) {
    const [left, top] = pointOf(line);
    const point = line.querySelector(".shot-point");
    point.style.left = `${left}%`;
    point.style.top = `${top}%`;
    line.querySelector("[data-shot-focus]").setAttribute("aria-label", this.#said("focus", { left, top }));
  }

  #dragStarts(event) {
    const handle = event.target.closest?.("[data-shot-handle]");
    if (!handle) return;
    this.#dragged = handle.closest("[data-shot]");
    this.#dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  }

  #dragsOver(event) {
    if (this.#dragged) {
      const over = event.target.closest?.("[data-shot]");
      event.preventDefault();
      if (!over || over === this.#dragged || over.parentElement !== this.#list) return;
      const box = over.getBoundingClientRect();
      if (event.clientY > box.top + box.height / 2) over.after(this.#dragged);
      else over.before(this.#dragged);
    } else if (event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
      this.classList.add("is-over");
    }
  }

  #drops(event) {
    this.classList.remove("is-over");
    if (this.#dragged) return event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.#take(files);
  }

  #dragEnds() {
    if (!this.#dragged) return;
    this.#dragged.classList.remove("is-dragged");
    const line = this.#dragged;
    this.#dragged = null;
    this.#moved(line);
  }

  /** Whoever keeps the form's text hears of it. */
  #changed() {
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #say(line, words) {
    line.querySelector("[data-shots-words]").textContent = words;
  }

  #announce(words) {
    this.querySelector("[data-shots-said]").textContent = words;
  }

  /** @param {string} name @param {Record<string, unknown>} gaps */
  #said(name, gaps = {}) {
    const words = this.getAttribute(`data-said-${name}`) ?? name;
    return words.replace(/\{(\w+)\}/g, (_whole, gap) => String(gaps[gap] ?? ""));
  }
}

/** @returns {HTMLInputElement} */
function field(line, name) {
  return line.querySelector(`[name=${name}]`);
}

function pointOf(line) {
  const [left, top] = field(line, "focus").value.split(",").map(Number);
  return [left || 0, top || 0];
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Wait, but no longer than until the line is back. */
function pause(milliseconds) {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener("online", over);
      resolve(undefined);
    };
    const timer = setTimeout(over, milliseconds * (1 + Math.random() / 4));
    addEventListener("online", over);
  });
}

customElements.define("desk-pictures", DeskPictures);
