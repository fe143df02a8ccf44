// The round-up screen: bullets are ticked, ordered and rewritten; what is typed is kept on this device until it is sent.

import { DeskPoints } from "./points.js";
import { forget, keep } from "./keeping.js";
import { nameKeys, startKeys } from "./keys.js";
import { takeOverForms } from "./sending.js";
import { word } from "./words.js";

class DeskBullets extends DeskPoints {
  said = { moved: "bullet_moved", removed: "bullet_removed" };

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("input", () => this.#count());
    this.#count();
  }

  /** All bullets as they are typed, in their order, as one text. */
  get kept() {
    return JSON.stringify(this.#rows.map((row) => ({ ...valuesOf(row), is_taken: tick(row).checked })));
  }

  set kept(text) {
    const wanted = JSON.parse(String(text));
    const standing = new Map(this.#rows.map((row) => [field(row, "row").value, row]));
    const rows = wanted.map((values) => {
      const row = standing.get(values.row) ?? this.#rowLike(values, standing);
      for (const name of ["text", "post", "seen"]) field(row, name).value = values[name];
      tick(row).checked = values.is_taken;
      return row;
    });
    this.list.replaceChildren(...rows);
    this.querySelector("[data-no-points]")?.remove();
    this.touch();
  }

  added(bullet) {
    const letters = crypto.getRandomValues(new Uint8Array(6));
    name(bullet, Array.from(letters, (byte) => byte.toString(16).padStart(2, "0")).join(""));
    this.#count();
  }

  /** The posts that were changed meanwhile: what is sent next has seen them. @param {Record<string, number>} versions */
  haveSeen(versions) {
    for (const row of this.#rows) {
      const version = versions[field(row, "post").value];
      if (version && field(row, "seen").value) field(row, "seen").value = String(version);
    }
  }

  get #rows() {
    return [...this.list.children];
  }

  /** A bullet that was kept and is not proposed any more becomes one of her own; proposals are matched by post and words. */
  #rowLike(values, standing) {
    const alike = [...standing.values()].find((row) => field(row, "post").value === values.post && field(row, "text").value === values.text);
    if (alike) {
      standing.delete(field(alike, "row").value);
      return alike;
    }
    const blank = /** @type {HTMLTemplateElement} */ (this.querySelector("[data-blank-point]")).content.cloneNode(true);
    const row = blank.firstElementChild;
    name(row, values.row);
    const select = field(row, "post");
    if (![...select.options].some((option) => option.value === values.post)) select.append(new Option(values.post, values.post));
    return row;
  }

  #count() {
    const taken = this.#rows.filter((row) => tick(row).checked);
    const words = taken.map((row) => field(row, "text").value.trim().split(/\s+/).filter(Boolean).length);
    const total = words.reduce((sum, each) => sum + each, 0);
    this.querySelector("[data-words]").textContent = word("bullets_words", { bullets: taken.length, all: this.#rows.length, words: total });
  }
}

const field = (row, name) => row.querySelector(`[name=${name}]`);
const tick = (row) => row.querySelector("[name=taken]");
const valuesOf = (row) => Object.fromEntries(["row", "text", "post", "seen"].map((name) => [name, field(row, name).value]));

/** Every place of a bullet that bears its name. */
function name(bullet, row) {
  bullet.dataset.field = `bullet-${row}`;
  field(bullet, "row").value = row;
  tick(bullet).value = row;
  bullet.querySelector("[data-wrong]").id = `bullet-${row}-wrong`;
}

customElements.define("desk-bullets", DeskBullets);
startKeys();
nameKeys(document);
takeOverForms();
startForm(document.querySelector(".round-up-form"));
startSpan(document.querySelector("[data-span]"));
document.querySelector("[data-desk]").dataset.isReady = "yes";

function startForm(form) {
  if (!form) return;
  keep(form);
  form.addEventListener("desk:refused", (event) => form.querySelector("desk-bullets").haveSeen(event.detail.current?.versions ?? {}));
  form.addEventListener("desk:done", (event) => {
    forget(form);
    location.assign(event.detail.answer.to);
  });
}

/** The field for a time stands only where one is typed; every other choice is proposed at once. */
function startSpan(select) {
  if (!select) return;
  const time = document.querySelector("[data-span-time]");
  const show = () => (time.hidden = select.value !== "time");
  select.addEventListener("change", () => {
    show();
    if (select.value === "time") time.querySelector("input").focus();
    else select.form.requestSubmit();
  });
  show();
}
