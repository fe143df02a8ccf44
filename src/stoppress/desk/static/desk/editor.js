// The rich editor over a plain textarea: <desk-editor data-editor="address of the bundle"><textarea></desk-editor>.
// The textarea stays what is sent; without this script, or if the bundle does not come, it is what one writes in.

import { References, markedReference, referenceNode } from "./references.js";
import { chooseSlot, markSlots, slotKey } from "./slots.js";
import { tidyPaste } from "./tidy-paste.js";
import { word } from "./words.js";

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
const mod = isApple ? "⌘" : "Ctrl+";

/** Name, what stands on the button, its key, when it is on, what it does. */
const TOOLS = [
  ["bold", "B", `${mod}B`, (editor) => editor.isActive("bold"), (chain) => chain.toggleBold()],
  ["italic", "I", `${mod}I`, (editor) => editor.isActive("italic"), (chain) => chain.toggleItalic()],
  ["heading", "H2", `${isApple ? "⌥⌘" : "Ctrl+Alt+"}2`, (editor) => editor.isActive("heading", { level: 2 }), (chain) => chain.toggleHeading({ level: 2 })],
  ["smaller_heading", "H3", `${isApple ? "⌥⌘" : "Ctrl+Alt+"}3`, (editor) => editor.isActive("heading", { level: 3 }), (chain) => chain.toggleHeading({ level: 3 })],
  ["bullets", "•", `${isApple ? "⇧⌘" : "Ctrl+Shift+"}8`, (editor) => editor.isActive("bulletList"), (chain) => chain.toggleBulletList()],
  ["numbers", "1.", `${isApple ? "⇧⌘" : "Ctrl+Shift+"}7`, (editor) => editor.isActive("orderedList"), (chain) => chain.toggleOrderedList()],
  ["quote", "“ ”", `${isApple ? "⇧⌘" : "Ctrl+Shift+"}B`, (editor) => editor.isActive("blockquote"), (chain) => chain.toggleBlockquote()],
  ["link", "Link", `${mod}K`, (editor) => editor.isActive("link"), null],
  ["undo", "↶", `${mod}Z`, () => false, (chain) => chain.undo()],
  ["redo", "↷", isApple ? "⇧⌘Z" : "Ctrl+Y", () => false, (chain) => chain.redo()],
];

class DeskEditor extends HTMLElement {
  /** @type {any} */
  #editor = null;
  /** @type {References | null} */
  #references = null;
  /** @type {Promise<void> | null} */
  #begun = null;

  connectedCallback() {
    if (this.#begun) return;
    const waits = this.hasAttribute("data-on-demand") && !this.textarea.value && !this.contains(document.activeElement);
    if (waits) this.#beginWhenWanted();
    else this.begin();
  }

  /** Fetch the editor, once; until it is there one writes in the textarea, and nothing typed is lost. */
  begin() {
    this.#begun ??= this.#begin();
    return this.#begun;
  }

  /** It weighs more than all the rest of the desk: it comes when a hand or the caret nears the form. */
  #beginWhenWanted() {
    const form = this.closest("form");
    form.querySelector(".without-script")?.remove();
    this.append(this.#toolbar()); // behind the text, as when the editor has come
    this.textarea.addEventListener("compositionstart", () => (this.#isComposing = true));
    this.textarea.addEventListener("compositionend", () => (this.#isComposing = false));
    for (const coming of ["pointerenter", "focusin"]) form.addEventListener(coming, () => this.begin(), { once: true });
  }

  disconnectedCallback() {
    if (this.isConnected) return;
    this.#editor?.destroy();
    this.#editor = null;
  }

  #isComposing = false;

  get textarea() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  /** The field that tells the server what the textarea holds. */
  get #format() {
    return /** @type {HTMLInputElement} */ (this.closest("form").elements.namedItem("body_format"));
  }

  /** Replace the words. @param {string} words @param {string} format */
  setWords(words, format) {
    this.textarea.value = words;
    this.#format.value = this.#editor || words ? format : "plain";
    if (this.#editor) this.#load();
    else if (words) this.begin();
    this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }

  focus() {
    if (this.#editor && !this.textarea.classList.contains("is-source")) this.#editor.view.focus();
    else this.textarea.focus();
  }

  setEditable(isEditable) {
    this.#editor?.setEditable(isEditable, false);
    for (const button of this.querySelectorAll(".editor-tools button")) button.disabled = !isEditable;
  }

  async #begin() {
    try {
      const bundle = await import(this.dataset.editor);
      await this.#composed();
      if (this.isConnected) this.#make(bundle);
    } catch (error) {
      console.error(error);
      this.#note(word("no_editor"));
    }
  }

  /** A word that is being composed, in Japanese for example, is not taken from under the hand. */
  #composed() {
    if (!this.#isComposing) return Promise.resolve();
    return new Promise((resolve) => this.textarea.addEventListener("compositionend", () => resolve(undefined), { once: true }));
  }

  #make(bundle) {
    const caret = document.activeElement === this.textarea ? this.textarea.selectionStart : null;
    const isAfterBlank = caret === this.textarea.value.length && / $/.test(this.textarea.value);
    const surface = element("div", "editor-surface");
    const label = this.closest("form").querySelector(`label[for="${this.textarea.id}"]`);
    this.#editor = new bundle.Editor({
      element: surface,
      extensions: extensions(bundle),
      injectCSS: false,
      editorProps: {
        attributes: { "aria-label": label?.textContent ?? word("text"), role: "textbox", "aria-multiline": "true", class: "editor-text", "data-placeholder": word("text") },
        transformPastedHTML: (html) => this.#pasted(html),
        handleKeyDown: (view, event) => (this.#references?.picker.key(event) ?? false) || slotKey(this.#editor, event),
      },
      onUpdate: () => this.#write(),
      onSelectionUpdate: () => this.#references?.picker.look(),
      onTransaction: () => this.#showMarks(),
    });
    label?.addEventListener("click", () => this.focus());
    const parts = this.dataset.references ? this.#withReferences() : [];
    this.prepend(surface, ...parts, this.querySelector(".editor-tools") ?? this.#toolbar()); // Tab leads from the title into the text; the style puts the tools above it
    this.closest("form").querySelector(".without-script")?.remove();
    this.#load();
    this.setEditable(!this.textarea.readOnly);
    this.dataset.isReady = "yes";
    if (caret !== null && this.classList.contains("is-rich")) this.#goOnAt(caret, isAfterBlank);
  }

  /**
   * She has begun to write before the editor came: the caret stands where it stood in the textarea (a blank line and a break
   * count alike in both), and a blank that she has typed last, which HTML drops, is there for her next word.
   */
  #goOnAt(caret, isAfterBlank) {
    this.#editor.commands.setTextSelection(Math.min(caret + 1, this.#editor.state.doc.content.size));
    if (isAfterBlank) this.#editor.view.dispatch(this.#editor.state.tr.insertText(" "));
    this.#editor.view.focus();
  }

  /** Bring the textarea's words into the editor; what it cannot hold whole is edited as HTML. */
  #load() {
    const html = this.#format.value === "html" ? this.textarea.value : paragraphs(this.textarea.value);
    this.#editor.commands.setContent(html, { emitUpdate: false });
    const isWhole = shape(html) === shape(this.#editor.getHTML());
    this.classList.toggle("is-rich", isWhole);
    this.textarea.classList.toggle("is-source", !isWhole);
    this.#note(isWhole ? "" : word("as_html"));
    this.#format.value = "html";
    this.textarea.value = html;
    if (isWhole) this.#references?.begin();
  }

  /** What is said and asked about references stands between the text and its tools. */
  #withReferences() {
    this.#references = new References(this, this.#editor);
    const { picker, list, said } = this.#references;
    return [picker.box, picker.said, list, said];
  }

  /** Put a reference where the caret is. @param {string} post @param {string} words */
  async refer(post, words) {
    await this.begin();
    if (this.#references && this.classList.contains("is-rich")) this.#references.put(post, words);
  }

  /** Put these words where the caret is; says whether they stand in the editor. @param {{ body_html: string, plain: string }} words */
  async put({ body_html, plain }) {
    await this.begin();
    if (this.#editor && this.classList.contains("is-rich")) {
      if (this.#editor.isEmpty) this.#editor.commands.setContent(body_html, { emitUpdate: true });
      else this.#editor.commands.insertContent(body_html);
      return this.#editor;
    }
    const isHtml = this.#format.value === "html";
    this.textarea.value = [this.textarea.value, isHtml ? body_html : plain].filter(Boolean).join("\n\n");
    this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
    return null;
  }

  /** Choose the first slot that is open, if there is one: it is what was refused. */
  goToOpenSlot() {
    if (this.#editor && this.classList.contains("is-rich")) chooseSlot(this.#editor);
  }

  #write() {
    this.textarea.value = this.#editor.isEmpty ? "" : tightLists(this.#editor.getHTML());
    this.#references?.changed();
    this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #pasted(html) {
    const tidied = tidyPaste(html);
    const lostPictures = /<img\b/i.test(html) && !/<img\b/i.test(tidied);
    if (lostPictures) this.#note(word("pictures_left_out"));
    return tidied;
  }

  #toolbar() {
    const bar = element("div", "editor-tools");
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", word("tools_of_text"));
    for (const [name, face, keys, isOn, act] of TOOLS) {
      const button = element("button", `tool tool-${name}`);
      Object.assign(button, { type: "button", textContent: face, title: `${word(name)}  ${keys}` });
      button.setAttribute("aria-label", word(name));
      button.dataset.tool = name;
      if (name !== "undo" && name !== "redo") button.setAttribute("aria-pressed", "false");
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", async () => {
        await this.begin();
        if (this.#editor) act ? act(this.#editor.chain().focus()).run() : this.openLinkLine();
      });
      button.isOn = isOn;
      bar.append(button);
    }
    bar.append(this.#linkLine());
    roving(bar);
    this.addEventListener("keydown", (event) => {
      // Where nothing is chosen, the key opens the palette, as everywhere.
      if (event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey) && this.isAtLink) {
        event.preventDefault();
        this.openLinkLine();
      }
    });
    return bar;
  }

  /** Whether the key for links is hers: words are chosen, or the caret is in a link. */
  get isAtLink() {
    return Boolean(this.#editor && this.querySelector(".link-line").hidden && (!this.#editor.state.selection.empty || this.#editor.isActive("link")));
  }

  #linkLine() {
    const line = element("span", "link-line");
    line.hidden = true;
    const input = /** @type {HTMLInputElement} */ (element("input", ""));
    Object.assign(input, { type: "text", inputMode: "url", placeholder: "https://" });
    input.setAttribute("aria-label", word("link_address"));
    const set = element("button", "");
    Object.assign(set, { type: "button", textContent: word("set_link") });
    const unset = element("button", "quiet");
    Object.assign(unset, { type: "button", textContent: word("unlink") });
    set.addEventListener("click", () => this.#setLink(input.value));
    unset.addEventListener("click", () => this.#setLink(""));
    input.addEventListener("input", (event) => event.stopPropagation());
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Enter") this.#setLink(input.value);
      else this.#closeLinkLine();
    });
    line.append(input, set, unset);
    return line;
  }

  async openLinkLine() {
    await this.begin();
    if (!this.#editor) return;
    const line = this.querySelector(".link-line");
    line.hidden = false;
    const input = line.querySelector("input");
    input.value = this.#editor.getAttributes("link").href ?? "";
    input.focus();
    input.select();
  }

  #closeLinkLine() {
    this.querySelector(".link-line").hidden = true;
    this.#note("");
    this.#editor.view.focus(); // at once; the command waits for a frame, and keys pressed meanwhile would be lost
  }

  #setLink(typed) {
    const address = typed.trim();
    if (!address) {
      this.#editor.chain().focus().extendMarkRange("link").unsetLink().run();
      return this.#closeLinkLine();
    }
    const href = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : address.includes("@") ? `mailto:${address}` : `https://${address}`;
    if (!/^(https?:\/\/|mailto:)/i.test(href)) return this.#note(word("link_wrong"));
    const chain = this.#editor.chain().focus();
    if (this.#editor.state.selection.empty && !this.#editor.isActive("link")) {
      chain.insertContent({ type: "text", text: address, marks: [{ type: "link", attrs: { href } }] }).run();
    } else {
      chain.extendMarkRange("link").setLink({ href }).run();
    }
    this.#closeLinkLine();
  }

  #showMarks() {
    markSlots(this.#editor);
    for (const button of this.querySelectorAll(".editor-tools [aria-pressed]")) {
      button.setAttribute("aria-pressed", String(button.isOn(this.#editor)));
    }
  }

  #note(words) {
    let note = this.querySelector(".editor-note");
    if (!note) this.append((note = element("p", "editor-note hint")));
    note.setAttribute("role", "status");
    note.textContent = words;
  }
}

function extensions(bundle) {
  const { Document, Paragraph, Text, Bold, Italic, Strike, Subscript, Superscript, Code, CodeBlock, Heading, BulletList, ListItem } = bundle;
  const { Blockquote, HardBreak, HorizontalRule, Link, UndoRedo, Dropcursor, Gapcursor, Image, Figure, Caption } = bundle;
  return [
    Document, Paragraph, Text, Bold, Italic, Strike, Subscript, Superscript, Code, CodeBlock, BulletList, ListItem, Blockquote,
    HorizontalRule, UndoRedo, Dropcursor, Gapcursor, Image, Figure, Caption,
    Heading.configure({ levels: [2, 3, 4] }),
    // Ctrl+Enter publishes; only Shift+Enter breaks a line.
    HardBreak.extend({ addKeyboardShortcuts() { return { "Shift-Enter": () => this.editor.commands.setHardBreak() }; } }),
    // Its own Ctrl+K opens a second dialog, which lets an address without https:// through, and publishing would drop the link.
    Link.extend({ addKeyboardShortcuts: () => ({}) }).configure({
      openOnClick: false, defaultProtocol: "https", HTMLAttributes: { target: null, rel: null, class: null },
    }),
    orderedList(bundle),
    referenceNode(bundle),
    markedReference(bundle),
    cite(bundle),
  ];
}

/** A numbered list; the bundle's own prints types and styles that we do not keep. */
function orderedList({ Node, wrappingInputRule }) {
  return Node.create({
    name: "orderedList",
    group: "block list",
    content: "listItem+",
    addAttributes: () => ({ start: { default: 1, parseHTML: (list) => Number(list.getAttribute("start") ?? 1) } }),
    parseHTML: () => [{ tag: "ol" }],
    renderHTML: ({ node }) => ["ol", node.attrs.start === 1 ? {} : { start: node.attrs.start }, 0],
    addCommands() {
      return { toggleOrderedList: () => ({ commands }) => commands.toggleList(this.name, "listItem", false) };
    },
    addKeyboardShortcuts() {
      return { "Mod-Shift-7": () => this.editor.commands.toggleOrderedList() };
    },
    addInputRules() {
      return [wrappingInputRule({ find: /^(\d+)\.\s$/, type: this.type, getAttributes: (match) => ({ start: Number(match[1]) }) })];
    },
  });
}

function cite({ Mark }) {
  return Mark.create({ name: "cite", parseHTML: () => [{ tag: "cite" }], renderHTML: () => ["cite", 0] });
}

/** Words typed without the editor: blank lines part paragraphs. */
function paragraphs(words) {
  const escaped = words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\r\n?/g, "\n").trim();
  return escaped ? escaped.split(/\n\s*\n/).map((block) => `<p>${block.replace(/\n/g, "<br>")}</p>`).join("") : "";
}

/** `<li><p>one</p></li>` is printed as `<li>one</li>`, as newsrooms' own pages do. */
export function tightLists(html) {
  return html.replace(/<li><p>((?:(?!<\/?p>)[\s\S])*)<\/p>(?=<\/li>|<ul>|<ol)/g, "<li>$1");
}

/** The elements and words of cleaned HTML, by which one sees whether the editor holds it whole. */
function shape(html) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  const renamed = { b: "strong", i: "em", del: "s", strike: "s" };
  const counts = new Map();
  for (const { localName } of parsed.content.querySelectorAll("*")) {
    const name = renamed[localName] ?? localName;
    if (name !== "p") counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const words = parsed.content.textContent.replace(/\s+/g, "");
  return JSON.stringify([[...counts].sort(), words]);
}

/** One stop for Tab, arrows within: what a toolbar promises to those who use the keyboard. */
function roving(bar) {
  const buttons = [...bar.querySelectorAll(".tool")];
  buttons.forEach((button, index) => (button.tabIndex = index ? -1 : 0));
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    const next = buttons[(at + step + buttons.length) % buttons.length];
    buttons[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}

function element(tag, className) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  return made;
}

customElements.define("desk-editor", DeskEditor);
