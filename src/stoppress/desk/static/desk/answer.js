// The release of an answer: what is typed is kept on this device until it is sent; some buttons ask the page anew.

import "./editor.js";
import { fill, forget, keep } from "./keeping.js";
import { nameKeys, startKeys } from "./keys.js";
import { takeOverForms } from "./sending.js";

/** The questions of the answer as they are typed, as one text, for keeping. */
class DeskAsked extends HTMLElement {
  get #fields() {
    return [...this.querySelectorAll("input, textarea")];
  }

  get kept() {
    return JSON.stringify(Object.fromEntries(this.#fields.map((field) => [field.name, field.value])));
  }

  set kept(text) {
    const values = JSON.parse(String(text));
    for (const field of this.#fields) {
      // The versions are those that she sees now.
      if (!field.name.startsWith("version-") && values[field.name] !== undefined) field.value = values[field.name];
    }
  }
}

customElements.define("desk-asked", DeskAsked);
startKeys();
nameKeys(document);
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.release"));
if (form) start(form);
takeOverForms();
document.querySelector("[data-desk]").dataset.isReady = "yes";

function start(form) {
  keep(form);
  // These buttons bring the page again, with what is typed: the browser sends the form by itself.
  form.addEventListener("submit", (event) => event.submitter?.matches("[data-reloads]") && event.stopPropagation());
  form.addEventListener("desk:done", (event) => {
    forget(form);
    location.assign(event.detail.answer.to);
  });
  form.addEventListener("desk:take-theirs", (event) => {
    const { version, body_html } = event.detail;
    fill(form, { version, body_html, body_format: "html" });
  });
}
