// The fields of the kind that is chosen: the others are out of the way, lists grow and shrink by rows, and all of it is kept with the text.

/** Elements whose attributes carry the number of their row, or `#` in the blank one. */
const NUMBERED = "[name], [id], [for], [data-field], [aria-describedby]";

class KindFields extends HTMLElement {
  connectedCallback() {
    const form = /** @type {HTMLFormElement} */ (this.closest("form"));
    form.addEventListener("change", (event) => event.target === this.#select && this.#show());
    form.addEventListener("reset", () => setTimeout(() => this.#show()));
    this.addEventListener("click", (event) => this.#press(/** @type {HTMLElement} */ (event.target)));
    this.addEventListener("input", () => this.#nameSides());
    this.addEventListener("keydown", (event) => this.#key(event));
    this.toggleAttribute("data-is-ready", true);
    for (const list of this.#lists) this.#tidy(list);
    this.#show();
  }

  /** What stands in the fields of the chosen kind, by their names. */
  get kept() {
    return JSON.stringify(Object.fromEntries(this.#inputs.filter((input) => input.value).map((input) => [input.name, input.value])));
  }

  /** Names and values as `kept` gave them, or the fields of the chosen kind as an act's answer tells them. */
  set kept(given) {
    const told = typeof given === "string" ? JSON.parse(given || "{}") : given ?? {};
    const flat = typeof given === "string" ? told : Object.fromEntries(flattened(told, this.#select.value));
    for (const input of this.#all) put(input, "");
    this.#show();
    for (const [name, value] of Object.entries(flat)) {
      const input = this.#named(name);
      if (input) put(input, String(value));
    }
    for (const list of this.#lists) this.#shrink(list);
    this.#nameSides();
  }

  get #select() {
    return /** @type {HTMLSelectElement} */ (this.closest("form")?.elements.namedItem("kind"));
  }

  get #all() {
    return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("[data-kind-fields] :is(input, select, textarea)")]);
  }

  get #inputs() {
    return this.#all.filter((input) => !input.closest("[data-kind-fields]")?.hasAttribute("hidden"));
  }

  get #lists() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-rows]")]);
  }

  /** The input of this name; a list grows until it has one. @param {string} name */
  #named(name) {
    const find = () => this.#inputs.find((input) => input.name === name);
    const list = this.querySelector(`[data-rows="${CSS.escape(name.split(".").slice(0, 2).join("."))}"]`);
    while (list && !find() && this.#grow(/** @type {HTMLElement} */ (list)));
    return find();
  }

  #show() {
    for (const set of /** @type {NodeListOf<HTMLDetailsElement>} */ (this.querySelectorAll("[data-kind-fields]"))) {
      set.hidden = set.dataset.kindFields !== this.#select?.value;
      if (!set.hidden) set.open = true;
    }
    this.#nameSides();
  }

  /** Who counts sees for whom. */
  #nameSides() {
    for (const button of this.querySelectorAll("[data-scores]")) {
      const name = /** @type {HTMLElement} */ (button.querySelector("[data-side]"));
      name.dataset.side ||= name.textContent ?? "";
      name.textContent = this.#all.find((input) => input.name === `scoreboard.${button.getAttribute("data-scores")}`)?.value.trim() || name.dataset.side;
    }
  }

  /** @param {HTMLElement} target */
  #press(target) {
    const button = target.closest("button");
    const list = /** @type {HTMLElement | null} */ (button?.closest("[data-rows]") ?? null);
    if (button?.matches("[data-scores]")) this.#score(button);
    if (!button || !list) return;
    if (button.matches("[data-add-row]")) goTo(this.#grow(list));
    if (button.matches("[data-remove-row]")) this.#remove(list, /** @type {HTMLElement} */ (button.closest("li")));
  }

  /** Enter goes to the next row and sends nothing; at a score, 1 and 2 count for the sides. @param {KeyboardEvent} event */
  #key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = target.closest("[data-rows] li");
    if (event.key === "Enter" && row && target.matches("input")) {
      event.preventDefault();
      goTo(row.nextElementSibling ?? this.#grow(/** @type {HTMLElement} */ (row.closest("[data-rows]"))));
    } else if (target.matches("[data-scores]") && (event.key === "1" || event.key === "2")) {
      event.preventDefault();
      this.#score(target.parentElement?.querySelectorAll("[data-scores]")[Number(event.key) - 1]);
    }
  }

  /** One more for a side: its score, and an event that says so, whose words wait to be written over. @param {Element | undefined} button */
  #score(button) {
    const side = button?.getAttribute("data-scores");
    const set = /** @type {HTMLElement} */ (button?.closest("[data-kind-fields]"));
    const score = this.#named(`scoreboard.${side}_score`);
    const list = /** @type {HTMLElement} */ (set?.querySelector("[data-rows]"));
    if (!score || !side || !/^\d*$/.test(score.value.trim())) return score?.focus();
    put(score, String(Number(score.value) + 1));
    const other = this.#named(`scoreboard.${side === "home" ? "away" : "home"}_score`);
    if (other && !other.value) put(other, "0");
    const at = this.#clock(set);
    const row = blankRow(list) ?? this.#grow(list);
    const [when, whose, words] = row ? inputsIn(row) : [];
    if (!words) return;
    put(when, at);
    put(whose, side);
    put(words, button?.getAttribute("data-words") ?? "");
    words.focus();
    words.select();
    words.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** The minute of a game that is under way goes on from when it was told last. @param {HTMLElement} set */
  #clock(set) {
    const clock = this.#named("scoreboard.clock");
    const [, minute, mark] = clock?.value.trim().match(/^(\d+)([′'’.]?)$/) ?? [];
    const passed = Math.floor((Date.now() - Date.parse(set.dataset.since ?? "")) / 60_000);
    if (clock && minute && passed > 0 && this.#named("scoreboard.standing")?.value === "running") put(clock, `${Number(minute) + passed}${mark}`);
    return clock?.value ?? "";
  }

  /** One more row at the end, if there may be one. @param {HTMLElement} list @returns {Element | null} */
  #grow(list) {
    const rows = /** @type {HTMLOListElement} */ (list.querySelector("ol"));
    if (rows.children.length >= Number(list.dataset.most)) return null;
    const blank = /** @type {HTMLTemplateElement} */ (list.querySelector("template"));
    const row = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (blank.content.cloneNode(true)).firstElementChild);
    for (const element of row.querySelectorAll(NUMBERED)) {
      for (const attribute of element.attributes) attribute.value = attribute.value.replace("#", String(rows.children.length));
    }
    rows.append(row);
    this.#tidy(list);
    return row;
  }

  /** A row leaves, those below it move up: places in the list stay places in the form. @param {HTMLElement} list @param {HTMLElement} row */
  #remove(list, row) {
    const rows = [...list.querySelectorAll("li")];
    const at = rows.indexOf(/** @type {HTMLLIElement} */ (row));
    rows.slice(at).forEach((each, offset) => {
      const below = rows[at + offset + 1];
      inputsIn(each).forEach((input, number) => put(input, below ? inputsIn(below)[number].value : ""));
    });
    if (rows.length > Number(list.dataset.least)) rows.at(-1)?.remove();
    this.#tidy(list);
    goTo(list.querySelectorAll("li")[Math.min(at, list.querySelectorAll("li").length - 1)]);
    list.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Rows that only a longer list had needed are gone. @param {HTMLElement} list */
  #shrink(list) {
    const rows = [...list.querySelectorAll("li")];
    while (rows.length > Number(list.dataset.least) && isBlank(rows[rows.length - 1]) && isBlank(rows[rows.length - 2])) rows.pop()?.remove();
    this.#tidy(list);
  }

  /** What can be pressed is there. @param {HTMLElement} list */
  #tidy(list) {
    const add = /** @type {HTMLElement} */ (list.querySelector("[data-add-row]"));
    add.hidden = list.querySelectorAll("li").length >= Number(list.dataset.most);
    for (const remove of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-remove-row]"))) remove.hidden = false;
  }
}

/** @param {Element} row */
const inputsIn = (row) => /** @type {HTMLInputElement[]} */ ([...row.querySelectorAll("input, select, textarea")]);
/** @param {Element | undefined} row */
const isBlank = (row) => !row || inputsIn(row).every((input) => !input.value);
/** @param {HTMLElement} list */
const blankRow = (list) => [...list.querySelectorAll("li")].find(isBlank);
/** @param {Element | null | undefined} row */
const goTo = (row) => row && inputsIn(row)[0]?.focus();

/** A choice that its list does not have is the one that is meant where nothing is said. @param {HTMLInputElement | HTMLSelectElement} input @param {string} value */
function put(input, value) {
  input.value = value;
  if (input instanceof HTMLSelectElement && input.selectedIndex < 0) input.selectedIndex = 0;
}

/** @param {Record<string, unknown>} told @param {string} prefix @returns {[string, unknown][]} */
function flattened(told, prefix) {
  return Object.entries(told).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.flatMap((row, number) => flattened(row, `${prefix}.${name}.${number}`))
      : [/** @type {[string, unknown]} */ ([`${prefix}.${name}`, value])],
  );
}

customElements.define("kind-fields", KindFields);
