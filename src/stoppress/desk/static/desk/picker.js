// The list of posts that opens at “@”: the newest first, narrowed by words and times; arrows, Enter, Esc.

import { word } from "./words.js";

const ASK_AFTER_MS = 120;
/** “@” at the beginning of a word, and what was typed after it. */
const ASKED = /(?:^|[\s(“"'\u00a0\ufffc])@([^@\ufffc]{0,40})$/;
let lists = 0;

export class Picker {
  #timer = 0;
  #query = "";
  #from = -1;
  /** A place where Esc was pressed; the list stays away until another “@”. */
  #refused = -1;
  /** @type {any[]} */
  #choices = [];
  #at = 0;
  #asked = 0;

  /** @param {HTMLElement} holder @param {any} editor @param {(choice: any, from: number, to: number) => void} take */
  constructor(holder, editor, take) {
    Object.assign(this, { holder, editor, take });
    this.box = document.createElement("div");
    this.box.className = "picker";
    this.box.hidden = true;
    this.box.dataset.picker = "";
    this.list = document.createElement("ul");
    this.list.id = `picker-${++lists}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", word("picker"));
    this.none = document.createElement("p");
    this.none.className = "hint";
    this.none.textContent = word("picker_none");
    this.said = document.createElement("p");
    this.said.className = "unseen";
    this.said.setAttribute("role", "status");
    this.box.append(this.list, this.none);
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#choose([...this.list.children].indexOf(option));
    });
    editor.on("blur", () => this.close());
  }

  /** Look whether the caret stands behind an “@”. */
  look() {
    const { selection, doc } = this.editor.state;
    const { $from, empty } = selection;
    const before = empty && $from.parent.isTextblock ? doc.textBetween(Math.max($from.start(), $from.pos - 60), $from.pos, "", "\ufffc") : "";
    const found = ASKED.exec(before);
    if (!found) this.#refused = -1;
    if (!found || !this.editor.isFocused) return this.close();
    this.#from = $from.pos - found[1].length - 1;
    if (this.#from === this.#refused) return this.close();
    this.#refused = -1;
    this.#query = found[1];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), ASK_AFTER_MS);
  }

  /** A key while the list is open; true if it was for the list. @param {KeyboardEvent} event */
  key(event) {
    if (this.box.hidden || event.ctrlKey || event.metaKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.#choices.length) this.#point((this.#at + step + this.#choices.length) % this.#choices.length);
    else if ((event.key === "Enter" || event.key === "Tab") && this.#choices.length) this.#choose(this.#at);
    else if (event.key === "Escape") {
      this.#refused = this.#from;
      this.close();
    } else return false;
    return true;
  }

  close() {
    clearTimeout(this.#timer);
    this.#asked++;
    if (this.box.hidden) return;
    this.box.hidden = true;
    this.#surface.removeAttribute("aria-activedescendant");
    this.#surface.removeAttribute("aria-controls");
  }

  get #surface() {
    return this.editor.view.dom;
  }

  async #ask() {
    const asked = ++this.#asked;
    const query = new URLSearchParams({ q: this.#query, post: this.holder.dataset.post });
    const answer = await fetch(`${this.holder.dataset.posts}?${query}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const { posts } = await answer.json();
    if (asked !== this.#asked || this.editor.isDestroyed) return; // she has typed on
    if (!posts.length && /\s/.test(this.#query.trim())) return this.close(); // she is writing, not looking for a post
    this.#show(posts);
  }

  #show(choices) {
    this.#choices = choices;
    this.list.replaceChildren(...choices.map((choice, index) => this.#option(choice, index)));
    this.none.hidden = choices.length > 0;
    this.box.hidden = false;
    this.said.textContent = choices.length ? word("picker_count", { count: choices.length }) : word("picker_none");
    this.#surface.setAttribute("aria-controls", this.list.id);
    const caret = this.editor.view.coordsAtPos(this.#from);
    const frame = this.holder.getBoundingClientRect();
    this.box.style.insetBlockStart = `${caret.bottom - frame.top + 4}px`;
    this.box.style.left = `${Math.max(0, Math.min(caret.left - frame.left, frame.width - this.box.offsetWidth))}px`;
    if (choices.length) this.#point(0);
  }

  #option(choice, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    const time = document.createElement("span");
    time.className = "picker-time";
    time.textContent = choice.clock;
    const name = document.createElement("span");
    name.className = "picker-name";
    name.textContent = choice.name;
    option.append(time, " ", name);
    const more = [choice.day, choice.state].filter(Boolean).join(", ");
    if (more) {
      const note = document.createElement("span");
      note.className = "picker-more";
      note.textContent = more;
      option.append(" ", note);
    }
    return option;
  }

  #point(index) {
    this.#at = index;
    [...this.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    const option = this.list.children[index];
    option.scrollIntoView({ block: "nearest" });
    this.#surface.setAttribute("aria-activedescendant", option.id);
  }

  #choose(index) {
    const choice = this.#choices[index];
    const { pos } = this.editor.state.selection.$from;
    this.close();
    this.take(choice, this.#from, pos);
  }
}
