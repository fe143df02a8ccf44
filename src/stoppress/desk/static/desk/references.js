// References while one writes: phrases that mean a post become nodes, the others are asked about under the text, “@” picks a post.

import { Picker } from "./picker.js";
import { tokenFor } from "./session.js";
import { word } from "./words.js";

const ASK_AFTER_MS = 500;
/** Only blocks in which a time stands are sent. */
const TIME = /\d[.:h][0-5]\d|\d\s?[ap]\.?m/i;
const HOLE = "\ufffc";
const SAID = { one: "reference_one", several: "reference_several", none: "reference_none" };

/** A cross-reference as one piece of the text: the post it leads to, and its words; comes back as it went in. */
export function referenceNode({ Node }) {
  return Node.create({
    name: "reference",
    group: "inline",
    inline: true,
    atom: true,
    priority: 1100, // above Link's 1000, whose input rules would make addresses of times
    addAttributes: () => ({
      post: { default: null, renderHTML: ({ post }) => ({ "data-reference": post }) },
      words: { default: "", renderHTML: () => ({}) },
    }),
    parseHTML: () => [{
      tag: "span[data-reference]",
      getAttrs: (span) => !span.firstElementChild && { post: span.dataset.reference, words: span.textContent },
    }],
    renderHTML: ({ node, HTMLAttributes }) => ["span", HTMLAttributes, node.attrs.words],
    renderText: ({ node }) => node.attrs.words,
  });
}

/** A reference with marks inside its words, as imports bring them: a mark, so that nothing of it is lost. */
export function markedReference({ Mark }) {
  return Mark.create({
    name: "markedReference",
    inclusive: false,
    addAttributes: () => ({
      post: {
        default: null,
        parseHTML: (span) => span.getAttribute("data-reference"),
        renderHTML: ({ post }) => ({ "data-reference": post }),
      },
    }),
    parseHTML: () => [{ tag: "span[data-reference]", priority: 40 }],
    renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes, 0],
  });
}

/** The references of one editor. */
export class References {
  #timer = 0;
  /** @type {AbortController | null} */
  #asking = null;
  /** Phrases that were linked once; who undoes that wants to be asked. @type {Set<string>} */
  #linked = new Set();
  /** Phrases that shall be words. @type {Set<string>} */
  #letBe = new Set();

  /** @param {HTMLElement} holder the desk-editor @param {any} editor */
  constructor(holder, editor) {
    this.holder = holder;
    this.editor = editor;
    this.picker = new Picker(holder, editor, (choice, from, to) => this.put(choice.post, choice.words, from, to));
    this.list = document.createElement("ul");
    this.list.className = "reference-flags";
    this.list.setAttribute("aria-label", word("references"));
    this.list.addEventListener("keydown", walk);
    this.said = document.createElement("p");
    this.said.className = "unseen";
    this.said.setAttribute("role", "status");
  }

  /** The text has changed. */
  changed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), ASK_AFTER_MS);
    this.picker.look();
  }

  /** Another text has been brought in. */
  begin() {
    this.#linked.clear();
    this.#letBe.clear();
    this.#keepLetBe();
    this.#show([]);
    this.changed();
  }

  /** Put a reference in place of this stretch, or where the caret is. @param {string} post @param {string} words */
  put(post, words, from = this.editor.state.selection.from, to = this.editor.state.selection.to) {
    const { state, view } = this.editor;
    const marks = state.doc.resolve(from).marks();
    view.dispatch(state.tr.replaceWith(from, to, state.schema.nodes.reference.create({ post, words }, null, marks)).scrollIntoView());
    view.focus();
  }

  async #look() {
    const texts = this.#blocks().map((block) => block.text).filter((text) => TIME.test(text));
    if (!texts.length) return this.#show([]);
    const form = this.holder.closest("form");
    const body = new URLSearchParams([["csrfmiddlewaretoken", tokenFor(form.elements.namedItem("csrfmiddlewaretoken").value)], ["post", this.holder.dataset.post]]);
    for (const text of texts) body.append("text", text);
    this.#asking?.abort();
    this.#asking = new AbortController();
    const signal = AbortSignal.any([this.#asking.signal, AbortSignal.timeout(10_000)]);
    const answer = await fetch(this.holder.dataset.references, { method: "POST", body, headers: { Accept: "application/json" }, signal }).catch(() => null);
    if (!answer?.ok || this.editor.isDestroyed) return; // publishing settles them all the same
    this.#settle((await answer.json()).phrases);
  }

  /** Link what is clear, ask about the rest. */
  #settle(phrases) {
    const open = [];
    for (const phrase of phrases) {
      if (this.#letBe.has(phrase.phrase)) continue;
      const isClear = phrase.outcome === "one" && !this.#linked.has(phrase.words);
      if (!isClear) open.push(phrase);
      else if (!this.#link(phrase.words, phrase.choices[0])) this.changed(); // she is writing in it
    }
    this.#show(open.filter((phrase) => this.#places(phrase.words).length));
  }

  /** Link these words wherever they stand; false if the caret is within them. */
  #link(words, choice) {
    const places = this.#places(words);
    const { from } = this.editor.state.selection;
    if (this.editor.isFocused && places.some((place) => place.from < from && from < place.to)) return false;
    const { tr, schema, doc } = this.editor.state;
    for (const place of places.reverse()) {
      tr.replaceWith(place.from, place.to, schema.nodes.reference.create({ post: choice.post, words }, null, doc.resolve(place.from + 1).marks()));
    }
    this.#linked.add(words);
    if (places.length) this.editor.view.dispatch(tr);
    if (places.length) this.said.textContent = word("reference_linked", { words, post: described(choice) });
    return true;
  }

  #places(words) {
    return this.#blocks().flatMap(({ text, start }) => {
      const places = [];
      for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
        places.push({ from: start + at, to: start + at + words.length });
      }
      return places;
    });
  }

  /** The text of each block, a letter for every position; links and references are holes in it. */
  #blocks() {
    const blocks = [];
    this.editor.state.doc.descendants((node, position) => {
      if (!node.isTextblock || node.type.spec.code) return true;
      let text = "";
      node.forEach((child) => {
        const isOpen = child.isText && !child.marks.some((mark) => ["link", "markedReference"].includes(mark.type.name));
        text += isOpen ? child.text : HOLE.repeat(child.nodeSize);
      });
      blocks.push({ text, start: position + 1 });
      return false;
    });
    return blocks;
  }

  /** What is to be decided, in words, under the text. */
  #show(phrases) {
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.names : "";
    this.list.replaceChildren(...phrases.map((phrase) => this.#flag(phrase)));
    this.list.hidden = !phrases.length;
    this.list.querySelector(`[data-names="${CSS.escape(focused)}"]`)?.focus();
    if (phrases.length) this.said.textContent = [...this.list.querySelectorAll(".flag-words")].map((words) => words.textContent).join(" ");
    this.#mark(phrases);
  }

  #flag(phrase) {
    const item = document.createElement("li");
    item.className = `flag flag-${phrase.outcome}`;
    const words = document.createElement("span");
    words.className = "flag-words";
    words.textContent = word(SAID[phrase.outcome], { words: phrase.phrase });
    const choices = phrase.choices.map((choice) => this.#button(`${phrase.words} ${choice.post}`, described(choice), () => {
      this.#link(phrase.words, choice);
      this.editor.view.focus();
    }));
    const letBe = this.#button(`${phrase.words} be`, word("reference_let_be"), () => {
      this.#letBe.add(phrase.phrase);
      this.#keepLetBe();
      this.editor.view.focus();
    });
    letBe.className = "quiet";
    item.append(words, ...choices, letBe);
    return item;
  }

  #button(names, face, act) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: face });
    button.dataset.names = names;
    button.addEventListener("click", () => {
      act();
      this.changed();
      button.closest(".flag").remove();
      this.list.hidden = !this.list.children.length;
    });
    return button;
  }

  /** What shall be words goes with the form. */
  #keepLetBe() {
    const form = this.holder.closest("form");
    for (const input of form.querySelectorAll("input[name=let_be]")) input.remove();
    for (const phrase of this.#letBe) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: "let_be", value: phrase });
      form.append(input);
    }
  }

  /** A wavy line under the words, where the browser can draw it without touching the text. */
  #mark(phrases) {
    if (!CSS.highlights) return;
    const ranges = phrases.flatMap((phrase) => this.#places(phrase.words)).map(({ from, to }) => {
      const range = new Range();
      const [first, last] = [this.editor.view.domAtPos(from), this.editor.view.domAtPos(to)];
      range.setStart(first.node, first.offset);
      range.setEnd(last.node, last.offset);
      return range;
    });
    CSS.highlights.set("loose-reference", new Highlight(...ranges));
  }
}

function described(choice) {
  const when = choice.day ? `${choice.clock}, ${choice.day}` : choice.clock;
  return [when, choice.name, choice.state && `(${choice.state})`].filter(Boolean).join(" ");
}

/** Arrows lead from button to button, as in a menu. */
function walk(event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step || !event.target.matches("button")) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  buttons[(buttons.indexOf(event.target) + step + buttons.length) % buttons.length].focus();
}
