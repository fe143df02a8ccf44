// The pictures of a post: chosen, shot, pasted or dropped; sent one at a time, again and again on a bad line; put in order by
// dragging or by buttons; each with its words and the point that stays in sight. Without this module a plain file field does it.

import { PicturesOut } from "./pictures-out.js";

const STEP = 5;
const COLUMNS = ["picture", "focus", "alt", "caption", "credit"];

export class DeskPictures extends HTMLElement {
  /** The files that are on their way. @type {PicturesOut} */
  #out;
  /** @type {HTMLElement | null} */
  #dragged = null;

  connectedCallback() {
    if (this.dataset.isReady) return;
    this.dataset.isReady = "yes";
    for (const input of this.#files) input.removeAttribute("name");
    this.#out = new PicturesOut(this, {
      said: (name, gaps) => this.#said(name, gaps),
      announce: (words) => this.#announce(words),
      arrived: (file, answer) => this.#arrived(file, answer),
    });
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

  /** With script no button of ours sends the form, and Enter in a field means what it meant. */
  #makeButtons(root) {
    for (const button of root.querySelectorAll("[data-shots-button]")) button.type = "button";
  }

  #chosen(event) {
    if (!event.target.matches("[data-shots-files]")) return;
    this.#out.take([...event.target.files]);
    event.target.value = "";
  }

  /** A word processor brings a picture of its words along with them: where there are words, the editor takes those. */
  #pasted(event) {
    if (event.clipboardData?.types.includes("text/plain")) return;
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!files.length) return;
    event.preventDefault();
    event.stopPropagation();
    this.#out.take(files);
  }

  #arrived(file, answer) {
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
    for (const image of line.querySelectorAll("img")) image.src = row.address;
    this.#list.append(line);
    this.#showPoint(line);
    this.#number();
  }

  #clear() {
    this.#list.replaceChildren();
    this.#changed();
  }

  /** Nothing is published without a picture that is still on its way. */
  #submits(event) {
    const isOnItsWay = this.#out.isUnderWay;
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
    const crop = /** @type {HTMLElement} */ (line.querySelector(".shot-crop img"));
    crop.style.objectPosition = `${inSteps(left)}% ${inSteps(top)}%`;
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
    this.#out.take(files);
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

/** Readers' pages know the point in steps of a quarter. @param {number} part */
function inSteps(part) {
  return Math.round(part / 25) * 25;
}

customElements.define("desk-pictures", DeskPictures);
