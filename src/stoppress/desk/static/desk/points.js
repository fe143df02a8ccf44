// The list of key points: added, taken out and put in order by buttons, arrow keys or dragging.

import { isHere } from "./whereabouts.js";
import { word } from "./words.js";

export class DeskPoints extends HTMLElement {
  /** What is said when a point was moved, and when it was taken out. */
  said = { moved: "moved", removed: "removed" };

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("dragstart", (event) => this.#dragStarts(event));
    this.addEventListener("dragover", (event) => this.#dragsOver(event));
    this.addEventListener("drop", (event) => event.preventDefault());
    this.addEventListener("dragend", () => this.#dragEnds());
    const form = this.closest("form");
    form.querySelector("[data-adds-point]").addEventListener("click", (event) => {
      event.preventDefault();
      this.add();
    });
    form.querySelector("[data-suggests]")?.addEventListener("click", (event) => this.#suggest(event));
    form.querySelector("[data-suggestions]")?.addEventListener("click", (event) => this.#take(event));
  }

  get list() {
    return this.querySelector("[data-points]");
  }

  /** All points as they are typed, in their order, as one text. */
  get kept() {
    return JSON.stringify([...this.list.children].map((point) => [point.querySelector("textarea").value, point.querySelector("select").value]));
  }

  set kept(text) {
    this.list.replaceChildren();
    for (const [words, post] of JSON.parse(String(text))) {
      this.add();
      const point = this.list.lastElementChild;
      point.querySelector("textarea").value = words;
      point.querySelector("select").value = post;
    }
    this.touch();
  }

  /** A blank point at the end, ready to be written. */
  add() {
    const blank = /** @type {HTMLTemplateElement} */ (this.querySelector("[data-blank-point]")).content.cloneNode(true);
    this.list.append(blank);
    this.querySelector("[data-no-points]")?.remove();
    this.added(this.list.lastElementChild);
    this.list.lastElementChild.querySelector("textarea").focus();
  }

  /** @param {Element} _point that is new on the list */
  added(_point) {}

  /** Put suggestions under the list; nothing of them is on it until she takes it. */
  async #suggest(event) {
    event.preventDefault();
    const response = await fetch(event.currentTarget.dataset.suggests, { headers: { "X-In-Place": "yes" } }).catch(() => null);
    if (!response?.ok || response.redirected) return this.isConnected && this.closest("form").requestSubmit(event.target);
    const parsed = document.createElement("template");
    parsed.innerHTML = await response.text();
    if (!this.isConnected) return; // the panel was loaded anew
    const texts = new Set([...this.list.querySelectorAll("textarea")].map((area) => area.value));
    for (const line of parsed.content.querySelectorAll("[data-suggestion]")) if (texts.has(line.querySelector("[data-text]").value)) line.remove();
    const place = this.closest("form").querySelector("[data-suggestions]");
    place.replaceChildren(parsed.content);
    if (isHere(this.closest("form"))) place.querySelector("button")?.focus();
  }

  #take(event) {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    const place = event.currentTarget;
    const lines = button.matches("[data-takes-all]") ? [...place.querySelectorAll("[data-suggestion]")] : [button.closest("[data-suggestion]")];
    for (const line of lines) {
      this.#addFilled(line.querySelector("[data-text]").value, line.querySelector("[data-post]").value, line.querySelector(".hint").textContent);
      line.remove();
    }
    const next = place.querySelector("[data-takes]");
    if (next) next.focus();
    else place.replaceChildren();
    this.touch();
  }

  #addFilled(text, post, label) {
    this.add();
    const point = this.list.lastElementChild;
    const select = point.querySelector("select");
    point.querySelector("textarea").value = text;
    if (![...select.options].some((option) => option.value === post)) select.append(new Option(label, post));
    select.value = post;
  }

  #clicked(event) {
    const button = event.target.closest("button");
    const point = button?.closest("[data-point]");
    if (!point) return;
    if (button.dataset.moves) {
      event.preventDefault();
      this.#move(point, Number(button.dataset.moves), button);
    } else if (button.hasAttribute("data-removes")) {
      event.preventDefault();
      this.#remove(point);
    }
  }

  #key(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const isOnHandle = event.target.matches("[data-handle]");
    if (!step || !(isOnHandle || (event.altKey && event.target.closest("[data-point]")))) return;
    event.preventDefault();
    this.#move(event.target.closest("[data-point]"), step, event.target);
  }

  #move(point, step, focused) {
    const from = this.#number(point);
    const other = step < 0 ? point.previousElementSibling : point.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(point);
    else other.after(point);
    focused.focus();
    this.#tell(from, point);
  }

  #remove(point) {
    const number = this.#number(point);
    const neighbour = point.nextElementSibling ?? point.previousElementSibling;
    point.remove();
    (neighbour?.querySelector("[data-handle]") ?? this.closest("form").querySelector("[data-adds-point]")).focus();
    this.querySelector("[data-moved]").textContent = word(this.said.removed, { from: number });
    this.touch();
  }

  #dragStarts(event) {
    if (!event.target.matches?.("[data-handle]")) return;
    this.dragged = event.target.closest("[data-point]");
    this.draggedFrom = this.#number(this.dragged);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    this.dragged.classList.add("is-dragged");
  }

  #dragsOver(event) {
    const over = event.target.closest?.("[data-point]");
    if (!this.dragged || !over) return;
    event.preventDefault();
    if (over === this.dragged) return;
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(this.dragged);
    else over.after(this.dragged);
  }

  #dragEnds() {
    if (!this.dragged) return;
    this.dragged.classList.remove("is-dragged");
    this.#tell(this.draggedFrom, this.dragged);
    this.dragged = null;
  }

  #tell(from, point) {
    const values = { from, to: this.#number(point), count: this.list.children.length };
    this.querySelector("[data-moved]").textContent = word(this.said.moved, values);
    this.touch();
  }

  /** Something that is not typed has changed. */
  touch() {
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #number(point) {
    return [...this.list.children].indexOf(point) + 1;
  }
}

customElements.define("desk-points", DeskPoints);
