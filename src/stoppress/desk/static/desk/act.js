// An act on a page of its own, as it opens in another tab: written, kept and sent as under its post.

import "./cards.js";
import "./editor.js";
import "./kinds.js";
import "./pictures.js";
import { keep, takeTheirs } from "./keeping.js";
import { startKeys } from "./keys.js";
import { takeOverForms } from "./sending.js";

startKeys();
takeOverForms();
for (const form of document.querySelectorAll("form.act[data-sends]")) start(form);
document.querySelector("[data-desk]").dataset.isReady = "yes";

function start(form) {
  keep(form);
  form.addEventListener("desk:take-theirs", takeTheirs);
  form.addEventListener("desk:done", (event) => location.assign(event.detail.answer.to));
}
