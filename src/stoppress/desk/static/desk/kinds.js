// The fields of the kind that is chosen: the others are out of the way, lists grow by rows, and all of it is kept with the text.

class KindFields extends HTMLElement {
  connectedCallback() {
    const form = /** @type {HTMLFormElement} */ (this.closest("form"));
    form.addEventListener("change", (event) => event.target === this.#select && this.#show());
    form.addEventListener("reset", () => setTimeout(() => this.#show()));
    this.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("[data-add-row]");
      if (button) this.#grow(/** @type {HTMLElement} */ (button.closest("[data-rows]")), true);
    });
    for (const button of this.querySelectorAll("[data-add-row]")) /** @type {HTMLElement} */ (button).hidden = false;
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
    for (const input of this.#inputs) input.value = "";
    this.#show();
    for (const [name, value] of Object.entries(flat)) {
      const input = this.#named(name);
      if (input) input.value = String(value);
    }
  }

  get #select() {
    return /** @type {HTMLSelectElement} */ (this.closest("form")?.elements.namedItem("kind"));
  }

  get #inputs() {
    return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("[data-kind-fields]:not([hidden]) :is(input, select, textarea)")]);
  }

  /** The input of this name; a list grows until it has one. @param {string} name */
  #named(name) {
    const find = () => this.#inputs.find((input) => input.name === name);
    const list = this.querySelector(`[data-rows="${CSS.escape(name.split(".").slice(0, 2).join("."))}"]`);
    while (list && !find() && this.#grow(/** @type {HTMLElement} */ (list), false));
    return find();
  }

  #show() {
    for (const set of /** @type {NodeListOf<HTMLDetailsElement>} */ (this.querySelectorAll("[data-kind-fields]"))) {
      set.hidden = set.dataset.kindFields !== this.#select?.value;
      if (!set.hidden) set.open = true;
    }
  }

  /** One more row at the end, if there may be one. @param {HTMLElement} list @param {boolean} takesFocus */
  #grow(list, takesFocus) {
    const rows = /** @type {HTMLOListElement} */ (list.querySelector("ol"));
    if (rows.children.length >= Number(list.dataset.most)) return false;
    const blank = /** @type {HTMLTemplateElement} */ (list.querySelector("template"));
    const row = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (blank.content.cloneNode(true)).firstElementChild);
    for (const element of row.querySelectorAll("[name], [id], [for], [data-field], [aria-describedby]")) {
      for (const attribute of element.attributes) attribute.value = attribute.value.replace("#", String(rows.children.length));
    }
    rows.append(row);
    if (takesFocus) /** @type {HTMLElement} */ (row.querySelector("input, select")).focus();
    return true;
  }
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
