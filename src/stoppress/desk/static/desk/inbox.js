// The inbox of readers' questions: takes over the list and the opened question, which are links and forms without it.

import { startKeys } from "./inbox/keys.js";
import { loadFurther, refreshList, showHeld, stepFrom, tickedOf } from "./inbox/list.js";
import { openedNow, openQuestion, questionChanged, startOpening } from "./inbox/opening.js";
import { startPulse } from "./inbox/pulse.js";
import { saySorted } from "./inbox/undo.js";
import { renewKey, takeOverForms } from "./sending.js";
import { word } from "./words.js";

const main = /** @type {HTMLElement} */ (document.querySelector("[data-inbox]"));

takeOverForms();
startKeys();
startOpening();
startPulse(lookAgain);
document.addEventListener("click", onClick);
document.addEventListener("change", onChange);
document.addEventListener("desk:done", onDone);
sayTicked();
main.dataset.isReady = "yes";

/** Something in the inbox is another than it was: bring list and opened question up to date, under nobody's hands. */
async function lookAgain() {
  const fragment = await refreshList([openedNow()]);
  if (!fragment) return false;
  const line = fragment.querySelector(`[data-question="${openedNow()}"]`);
  if (openedNow()) questionChanged(line);
  return true;
}

function onClick(event) {
  const target = event.target.closest?.("a, button");
  if (!target || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (target.matches("[data-loads-older]")) {
    event.preventDefault();
    loadFurther(target);
  } else if (target.matches("[data-held]")) {
    showHeld();
  }
}

function onChange(event) {
  if (event.target.matches("[data-sorting] .tick")) sayTicked();
  if (event.target.matches("[data-ready]")) takeReason(event.target);
}

/** A reason that stands ready is put where it can be written over. */
function takeReason(select) {
  const reason = select.closest("[data-field]").querySelector("[data-reason]");
  if (!select.value) return;
  reason.value = select.value;
  reason.focus();
}

function sayTicked() {
  const place = document.querySelector("[data-ticked]");
  if (place) place.textContent = word("ticked", { count: tickedOf().length });
}

/** An act was done: the list and the question say how it stands now, and how it is undone. */
async function onDone(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const { answer, said, submitter } = event.detail;
  const { act, wanted } = actOf(form, submitter);
  if (act === "answer") return location.assign(answer.to);
  const next = form.matches("[data-sorting]") && form.contains(document.activeElement) ? stepFrom(wanted.map((seen) => seen.split(":")[0])) : null;
  for (const tick of form.querySelectorAll(".tick:checked")) tick.checked = false;
  for (const ask of form.querySelectorAll("details[open]")) ask.open = false;
  if (form.elements.namedItem("reason")) form.elements.namedItem("reason").value = form.elements.namedItem("ready").value = "";
  if (form.elements.namedItem("key")) renewKey(form);
  sayTicked();
  const wasOpen = openedNow();
  const names = wanted.map((seen) => seen.split(":")[0]);
  const isInPane = Boolean(form.closest("[data-open]"));
  await refreshList([wasOpen], names);
  if (wasOpen && (isInPane || act === "merge")) await openQuestion(answer.to);
  else if (names.includes(wasOpen)) await openQuestion(null);
  saySorted(said, act, wanted);
  if (next && !form.contains(document.activeElement)) rowAgain(next)?.querySelector("[data-opens-question]").focus();
  main.dataset.done = String(Number(main.dataset.done ?? 0) + 1);
}

/** The same row, which may have been printed anew meanwhile. */
function rowAgain(row) {
  return document.querySelector(`[data-question="${row.dataset.question}"]`);
}

function actOf(form, submitter) {
  const value = submitter?.getAttribute("value") ?? "";
  if (submitter?.getAttribute("name") === "one") {
    const [act, seen] = value.split(" ");
    return { act, wanted: [seen] };
  }
  const wanted = [...form.querySelectorAll("input[name=question]:checked, input[name=question][type=hidden]")].map((input) => input.value);
  return { act: value || form.elements.namedItem("act")?.value || "", wanted };
}
