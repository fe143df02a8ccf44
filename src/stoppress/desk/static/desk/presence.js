// Who else is here and at what; and the heartbeat that says the same of her.

import { tell } from "./telling.js";
import { word } from "./words.js";

const SOON_MS = 300;

const main = () => /** @type {HTMLElement} */ (document.querySelector("[data-desk]"));
const tab = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
let said = "";
let soon = 0;

/** Say at once when she goes to another form, and when she closes the page. @param {() => void} beats */
export function startPresence(beats) {
  const look = () => {
    clearTimeout(soon);
    soon = setTimeout(() => atWork() !== said && !document.hidden && beats(), SOON_MS);
  };
  for (const event of ["focusin", "input", "desk:done", "click"]) document.addEventListener(event, look);
  document.addEventListener("visibilitychange", () => !document.hidden && beats());
  addEventListener("pagehide", () => tell(main().dataset.hereAddress, { tab, leaves: "yes" }, { keepalive: true }));
}

/** One heartbeat; resolves to the pulse of the live blog, to `refused` with the words if it was, or to null. */
export async function beat() {
  said = atWork();
  const response = await tell(main().dataset.hereAddress, { tab, at_work: said });
  if (!response) return null;
  return response.ok ? response.json() : { ...(await response.json().catch(() => ({}))), refused: response.status };
}

/** Show who is here, in the bar, at the posts and at the panels. @param {{ name: string, at_work: string, post: string, doing: string }[]} colleagues */
export function showColleagues(colleagues) {
  const place = document.querySelector("[data-here]");
  if (place) place.textContent = colleagues.length ? word("here", { names: colleagues.map(({ name, doing }) => (doing ? `${name} (${doing})` : name)).join(", ") }) : "";
  for (const mark of document.querySelectorAll("[data-at-work]")) mark.remove();
  for (const { name, at_work, post } of colleagues) {
    const where = post ? document.querySelector(`[data-entry="post/${CSS.escape(post)}"] [data-act-place]`) : document.querySelector(`[data-panel][data-name="${CSS.escape(at_work)}"] [data-panel-body]`);
    if (where) where.before(mark(word("at_this", { name })));
  }
}

function mark(words) {
  const line = document.createElement("p");
  line.className = "at-work";
  line.dataset.atWork = "";
  line.textContent = words;
  return line;
}

/** The form she is in: where the caret is, else an open one, else the composer with words in it. */
function atWork() {
  const focused = document.activeElement?.closest?.("form");
  return nameOf(focused) || nameOf(document.querySelector("[data-act-place] form")) || nameOf(document.querySelector("[data-panel][data-is-touched] form")) || (hasWords() ? nameOf(composer()) : "");
}

const composer = () => /** @type {HTMLFormElement | null} */ (document.querySelector("[data-composer]"));

function hasWords() {
  return ["title", "body_html"].some((name) => /** @type {any} */ (composer()?.elements.namedItem(name))?.value.trim());
}

function nameOf(form) {
  if (!form) return "";
  if (form === composer()) return form.elements.namedItem("draft").value ? `draft/${form.elements.namedItem("draft").value}` : "new";
  if (form.closest("[data-act-place]")) return new URL(form.action).pathname.split("/").slice(-3, -1).reverse().join("/");
  return form.matches("[data-panel-form]") ? (form.closest("[data-panel]")?.dataset.name ?? "") : "";
}
