// Cards of other platforms while one writes: an address alone in a paragraph is asked about, and its card stands under the text.

const ASK_AFTER_MS = 700;
const LOOK_EVERY_MS = 1_000;
const MOST_LOOKS = 20;
const ALONE = /^https?:\/\/\S+$/;

class DeskCards extends HTMLElement {
  /** What is known of an address: its card, or null for one that is none. @type {Map<string, HTMLElement | null>} */
  #known = new Map();
  #timer = 0;

  connectedCallback() {
    this.#form.addEventListener("input", () => this.#later());
    this.#form.addEventListener("reset", () => setTimeout(() => this.#look()));
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      const address = new FormData(/** @type {HTMLFormElement} */ (event.target)).get("address");
      this.#ask(String(address), true);
    });
    this.#later();
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.closest("form"));
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), ASK_AFTER_MS);
  }

  /** Show the cards of the addresses that stand in the text now, in their order. */
  #look() {
    const addresses = alone(/** @type {HTMLTextAreaElement} */ (this.#form.elements.namedItem("body_html"))?.value ?? "");
    for (const address of addresses) if (!this.#known.has(address)) this.#ask(address, false);
    const cards = addresses.map((address) => this.#known.get(address)).filter((card) => card);
    this.querySelector("[data-cards]")?.replaceChildren(...new Set(cards));
  }

  /** @param {string} address @param {boolean} anew */
  async #ask(address, anew) {
    if (!this.#known.has(address)) this.#known.set(address, null);
    const body = new URLSearchParams({ address, csrfmiddlewaretoken: this.#token, ...(anew ? { anew: "on" } : {}) });
    let told = await answered(/** @type {string} */ (this.dataset.ask), { method: "POST", body });
    for (let looks = 0; told && looks < MOST_LOOKS; looks += 1) {
      this.#put(address, told.html);
      if (told.stage !== "asked") return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      told = await answered(told.look);
    }
  }

  get #token() {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem("csrfmiddlewaretoken")).value;
  }

  /** The answer's HTML is a template of the desk. @param {string} address @param {string} html */
  #put(address, html) {
    const parsed = document.createElement("template");
    parsed.innerHTML = html;
    const card = /** @type {HTMLElement} */ (parsed.content.firstElementChild);
    // A form within the form of the text cannot be: its button asks by script.
    const again = card.querySelector("form");
    const button = again?.querySelector("button");
    if (again && button) {
      button.type = "button";
      button.addEventListener("click", () => this.#ask(address, true));
      again.replaceWith(button);
    }
    this.#known.set(address, card);
    this.#look();
  }
}

/** @param {string} address @param {RequestInit} [asking] */
async function answered(address, asking) {
  try {
    const response = await fetch(address, { headers: { Accept: "application/json" }, ...asking });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // the line is down; the next word that is typed asks again
  }
}

/** The addresses that are all of their paragraph. @param {string} words HTML, or plain text @returns {string[]} */
export function alone(words) {
  const parsed = new DOMParser().parseFromString(words, "text/html");
  const blocks = parsed.querySelector("p") ? [...parsed.querySelectorAll("p")].map((block) => block.textContent ?? "") : words.split(/\n\s*\n/);
  return [...new Set(blocks.map((block) => block.trim()).filter((block) => ALONE.test(block)))];
}

customElements.define("desk-cards", DeskCards);
