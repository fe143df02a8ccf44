// Voting without leaving the page: a press sends the vote, what the newsroom says stands under the poll, also after it came anew.

import { partOf } from "./page.js";

/** What was said of each poll, and the answer that counts, by the id of its post. @type {Map<string, {said: string, choice?: number}>} */
const told = new Map();
let isSending = false;

const nameOf = (/** @type {Element} */ button) => `${pollOf(button)?.getAttribute("data-poll")} ${button.getAttribute("value")}`;
const pollOf = (/** @type {EventTarget | null} */ target) =>
  target instanceof Element ? /** @type {HTMLFormElement | null} */ (target.closest("form[data-poll]")) : null;

// The part may come anew between press and release, and then no click follows: the same answer under the finger is meant.
/** @type {Element | null} */
let pressed = null;
const buttonOf = (/** @type {Event} */ event) =>
  event.target instanceof Element ? event.target.closest("form[data-poll] button") : null;
document.addEventListener("pointerdown", (event) => (pressed = buttonOf(event)));
document.addEventListener("pointerup", (event) => {
  const under = buttonOf(event);
  const was = pressed;
  pressed = null;
  if (was && under && was !== under && !was.isConnected && nameOf(was) === nameOf(under)) send(/** @type {HTMLFormElement} */ (pollOf(under)), under.getAttribute("value") ?? "");
});
document.addEventListener("submit", (event) => {
  const poll = pollOf(event.target);
  if (!poll) return;
  event.preventDefault();
  send(poll, event.submitter?.getAttribute("value") ?? "");
});
document.addEventListener("stoppress:settled", showAll);
document.documentElement.toggleAttribute("data-votes", true); // from now on a press does not leave the page

/** @param {HTMLFormElement} poll @param {string} choice */
async function send(poll, choice) {
  const id = poll.getAttribute("data-poll") ?? "";
  if (isSending) return;
  isSending = true;
  try {
    const headers = { Accept: "application/json" };
    const body = new URLSearchParams({ choice });
    const response = await fetch(poll.getAttribute("action") ?? "", { method: "POST", headers, body, cache: "no-store" });
    told.set(id, await response.json());
  } catch {
    return HTMLFormElement.prototype.submit.call(withChoice(poll, choice));
  } finally {
    isSending = false;
  }
  showAll();
}

/** Without an answer that can be read, the browser sends it by itself and says what became of it. @param {HTMLFormElement} poll @param {string} choice */
function withChoice(poll, choice) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "choice", value: choice });
  field.setAttribute("data-added", "");
  poll.append(field);
  return poll;
}

function showAll() {
  for (const [id, answer] of told) {
    const copies = [partOf(`post/${id}`), partOf("pinned")];
    for (const poll of copies.map((part) => part?.querySelector(`form[data-poll="${CSS.escape(id)}"]`))) if (poll) show(poll, answer);
  }
}

/** @param {Element} poll @param {{said: string, choice?: number}} answer */
function show(poll, answer) {
  let line = poll.querySelector("[data-added]");
  if (!line) {
    line = document.createElement("p");
    line.setAttribute("data-added", "");
    line.setAttribute("class", "poll-said");
    line.setAttribute("role", "status");
    poll.append(line);
  }
  if (line.textContent !== answer.said) line.textContent = answer.said;
}
