// The desk of one live blog: takes over the forms that work without it, and keeps the page true to the wire.

import "./cards.js";
import "./editor.js";
import "./finding.js";
import "./kinds.js";
import "./outgoing.js";
import "./pictures.js";
import "./points.js";
import { keepChoice } from "./choices.js";
import { allPosts, applyToStream, entryOf, loadOlder, notNewsToHer, refreshTools, replaceAll } from "./entries.js";
import { proposeHeadline } from "./headline.js";
import { fill, forget, keep, leave, takeTheirs } from "./keeping.js";
import { nameKeys, startKeys } from "./keys.js";
import { latestOnly } from "./latest.js";
import { openPanelOf, panelChanged, panelShowsOlder, startPanels, takeGlances } from "./panels.js";
import { beat, showColleagues, startPresence } from "./presence.js";
import { whenReleased } from "./pressing.js";
import { takeRefusal, takeRole } from "./rights.js";
import { showSnooze, takeRoundUp } from "./round-up-line.js";
import { clearWrongs, isUnderway, renewKey, settled, takeOverForms } from "./sending.js";
import { showPanels, startThumb } from "./thumb.js";
import { isHere } from "./whereabouts.js";
import { word } from "./words.js";
import { Follower } from "../reader/wire.js";

const PULSE_EVERY_MS = 5_000; // where acts wait for a second person or for seconds, the page asks for less
const STREAM_BRINGS_WITHIN_MS = 2_000;

const main = /** @type {HTMLElement} */ (document.querySelector("[data-desk]"));
const composer = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-composer]"));
const line = /** @type {HTMLElement} */ (document.querySelector("[data-line]"));

let follower = follow(main.dataset.cursor);
/** Where somebody wrote last. @type {any} */
let lastEditor = null;
/** By entry, the form that was asked for last. */
const askForm = latestOnly();
let isLoadingAgain = false;

// First what she writes with; what tells of others is asked for behind it.
startKeys();
takeOverForms();
if (composer) keep(composer);
startPanels();
startThumb();
document.addEventListener("desk:look", takePulse);
document.addEventListener("click", onClick);
document.addEventListener("focusin", (event) => (lastEditor = event.target.closest("desk-editor") ?? lastEditor));
document.addEventListener("desk:done", onDone);
document.addEventListener("desk:refused", (event) => event.target.closest?.("[data-tools]") && refreshTools(allPosts()));
document.addEventListener("desk:settled", onSettled);
document.addEventListener("desk:take-theirs", takeTheirs);
document.addEventListener("desk:put-in", (event) => putIn(/** @type {CustomEvent} */ (event).detail));
document.addEventListener("desk:open-panel", (event) => {
  showPanels(true);
  openPanelOf(/** @type {CustomEvent} */ (event).detail);
});
main.dataset.isReady = "yes";
performance.mark("desk:ready");
setTimeout(startFollowing);

/** Go on as the others do: the wire and the heartbeat. */
function startFollowing() {
  if (main.dataset.isPublic === "yes") follower.start();
  else sayLine("not_public");
  showSnooze();
  startPresence(takePulse);
  takePulse();
  setInterval(() => document.hidden || takePulse(), Number(main.dataset.pulseEvery) || PULSE_EVERY_MS);
  if (document.querySelector("[data-hand-over-due]")) import("./hand-over.js");
}

function follow(cursor) {
  return new Follower({
    cursor,
    since: main.dataset.since,
    stream: `${main.dataset.streamAddress}?at=desk&since=`,
    onChange: apply,
    pace: 5,
    onState: (state) => sayLine({ stream: "line_up", lost: "line_down", poll: "line_polls", ended: "line_ended", stopped: "line_stopped" }[state]),
    onReload: loadAgain,
  });
}

function apply(change) {
  if (change.key.startsWith("post/")) return whenReleased(() => applyToPost(change));
  if (change.key === "pinned") return refreshTools(allPosts());
  if (change.key === "header" && change.html) showHeadline(change.html);
  for (const panel of document.querySelectorAll(`[data-follows~="${CSS.escape(change.key)}"]`)) panelChanged(panel.id);
}

function applyToPost(change) {
  applyToStream(change);
  keepChoice(change);
  showStale(change.key.replace("post/", ""));
}

/** Key points and round-ups that rest on this post are marked by the server, which knows what was seen. */
function showStale(post) {
  const panel = document.querySelector("#panel-key-points");
  if ([...(panel?.querySelectorAll("[data-point] select") ?? [])].some((select) => select.value === post)) panelShowsOlder("panel-key-points");
  const citing = [...document.querySelectorAll("[data-entry]")].filter((entry) => entry.querySelector(`.roundup [data-reference="${post}"]`));
  if (citing.length) refreshTools(citing.map((entry) => entry.dataset.entry.replace("post/", "")));
}

function showHeadline(html) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  const headline = parsed.content.querySelector("h1")?.textContent.trim();
  if (headline) document.querySelector("[data-headline]").textContent = headline;
  takePulse();
}

function sayLine(name) {
  line.dataset.state = name;
  line.textContent = word(name);
}

/** The wire began anew, or we were away for too long: load the list again, keep what is being written. */
async function loadAgain() {
  if (isLoadingAgain) return;
  isLoadingAgain = true;
  const response = await fetch(location.href).catch(() => null);
  const words = response?.ok && !response.redirected ? await response.text().catch(() => "") : "";
  isLoadingAgain = false;
  if (!words) return void setTimeout(loadAgain, 5_000);
  const page = new DOMParser().parseFromString(words, "text/html");
  whenReleased(() => replaceAll(page));
  follower.restart(page.querySelector("[data-desk]").dataset.cursor);
}

/** What the wire does not tell: who is here, what is new in the panels, and when a live blog becomes public. */
async function takePulse() {
  const pulse = await beat();
  if (!pulse) return main.dataset.isPublic === "no" && sayLine("line_down");
  if (pulse.refused === 401) sayLine("signed_out_short");
  if (pulse.refused) return takeRefusal(pulse);
  takeRole(pulse);
  if (main.dataset.isPublic === "no" && line.dataset.state === "line_down") sayLine("not_public");
  showColleagues(pulse.here);
  takeGlances(pulse.panels);
  document.dispatchEvent(new CustomEvent("desk:pulse", { detail: pulse }));
  if (pulse.phase !== "preparing" && main.dataset.isPublic === "no") becomePublic();
  // The stream is the news, this a look behind it: a line can be dead without knowing.
  if (main.dataset.isPublic === "yes" && pulse.cursor !== follower.applied.cursor) follower.catchUp();
  showPhase(pulse);
  takeRoundUp(pulse.round_up);
  showReading(pulse.reading);
}

function showReading(words) {
  const reading = document.querySelector("[data-reading]");
  if (reading.textContent !== words) reading.textContent = words;
  reading.closest("details").hidden = !words;
}

function showPhase(pulse) {
  const phase = document.querySelector("[data-phase-word]");
  phase.dataset.phase = pulse.phase;
  phase.textContent = pulse.phase_word;
}

function becomePublic() {
  main.dataset.isPublic = "yes";
  document.querySelector("[data-no-posts]")?.remove();
  document.querySelector("[data-to-page]").hidden = false;
  follower.start();
}

async function onClick(event) {
  const link = event.target.closest?.("a, button");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (link.matches("[data-opens]")) {
    event.preventDefault();
    await openAct(link);
  } else if (link.matches("[data-closes]") && link.closest("[data-act-place]")) {
    event.preventDefault();
    closeAct(link.closest("[data-act-place]"));
  } else if (link.matches("[data-copies]")) {
    event.preventDefault();
    await copy(link);
  } else if (link.matches("[data-proposes-headline]")) {
    await proposeHeadline(event);
  } else if (link.matches("[data-refers]")) {
    refer(link);
  } else if (link.matches("[data-opens-at]")) {
    event.preventDefault();
    await openAt(link);
  } else if (link.matches("[data-puts-in]")) {
    event.preventDefault();
    await putIn(link.dataset.putsIn);
  } else if (link.matches("[data-opens-panel]")) {
    event.preventDefault();
    showPanels(true);
    openPanelOf(link.dataset.opensPanel);
  } else if (link.matches("[data-loads-older]")) {
    event.preventDefault();
    await loadOlder(link);
  }
}

/** Name this post in what is being written: the form that was written in last, else the composer. */
function refer(button) {
  const editor = lastEditor?.isConnected ? lastEditor : composer?.querySelector("desk-editor");
  editor?.refer(button.dataset.refers, button.dataset.words);
  editor?.scrollIntoView({ block: "nearest" });
}

/** Put a snippet into what is being written: the form that was written in last, else the composer. @param {string} address */
async function putIn(address) {
  const editor = lastEditor?.isConnected ? lastEditor : composer.querySelector("desk-editor");
  showPanels(false);
  const snippets = await import("./snippets.js").catch(() => null);
  if (snippets) return snippets.putInSnippet(address, editor);
  const output = /** @type {HTMLElement} */ (editor.closest("form").querySelector("[data-sending]"));
  output.dataset.state = "said";
  output.textContent = word("snippet_offline");
}

/** Open a post's form from a panel: under the post if it stands in the list, else where it does. */
async function openAt(link) {
  const entry = document.querySelector(`[data-entry="post/${CSS.escape(link.dataset.opensAt)}"]`);
  const tool = entry?.querySelector(`[data-tools] a[href="${link.getAttribute("href")}"]`);
  if (!tool) return (location.href = link.dataset.below);
  await openAct(tool);
}

/** Put an act's form under its post: the one that was asked for last, once what is being sent there is answered. */
async function openAct(link) {
  const { href } = link;
  const key = link.closest("[data-entry]").dataset.entry;
  const from = document.activeElement;
  const isLast = askForm(key);
  const standing = formAt(key);
  if (standing && !isUnderway(standing) && addressOf(standing) === href) return goTo(standing);
  const response = await fetch(href, { headers: { "X-In-Place": "yes" } }).catch(() => null);
  const parsed = document.createElement("template");
  parsed.innerHTML = (await response?.text().catch(() => "")) ?? "";
  while (isUnderway(formAt(key))) await settled(formAt(key));
  if (!isLast()) return;
  if (!response || response.redirected) return (location.href = href);
  whenReleased(() => putForm(key, parsed.content, from));
}

/** @param {string} key @param {DocumentFragment} content @param {Element | null} from where she was when she asked */
function putForm(key, content, from) {
  const place = entryOf(key)?.querySelector("[data-act-place]");
  if (!place) return; // taken down meanwhile
  if (place.firstElementChild) closeAct(place);
  place.replaceChildren(content);
  nameKeys(place);
  const form = place.querySelector("form");
  if (!form) return;
  keep(form);
  if (document.activeElement === from || isHere(entryOf(key))) goTo(form);
}

function formAt(key) {
  return entryOf(key)?.querySelector("[data-act-place] form");
}

function addressOf(form) {
  return new URL(form.getAttribute("action"), location.href).href;
}

/** A score is what changes in a scoreboard: one begins there, else with the first field. */
function goTo(form) {
  const score = [...form.querySelectorAll("[data-scores]")].find((button) => button.checkVisibility());
  (score ?? form.querySelector("input:not([type=hidden]), textarea, select"))?.focus({ preventScroll: true });
  form.scrollIntoView({ block: "nearest" });
}

/** Put a form away; one that is being sent stays until it is answered, or stopped. */
function closeAct(place) {
  const form = place.querySelector("form");
  if (isUnderway(form)) return;
  if (form?.dataset.keeps) leave(form);
  const entry = place.closest("[data-entry]");
  place.replaceChildren();
  if (entry.dataset.isTakenDown) return entry.remove();
  entry.querySelector("[data-tools] a")?.focus();
}

async function copy(link) {
  const output = link.closest("[data-tools]").querySelector("[data-sending]");
  output.dataset.state = "sent";
  try {
    await navigator.clipboard.writeText(link.href);
    output.textContent = word("copied");
  } catch {
    output.textContent = word("copy_by_hand", { link: link.href });
  }
}

/** An act was done: what it changed comes by the wire; here only the form is put away. */
function onDone(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const { answer, said, submitter } = event.detail;
  if (form.matches("[data-goes-on]")) return location.assign(answer.to); // what is being written is kept
  if (form === composer) notNewsToHer(answer.post);
  if (form === composer) afterComposer(said, submitter);
  const place = form.closest("[data-act-place]");
  if (place && form.dataset.keeps) forget(form);
  if (place) whenReleased(() => afterAct(place, said));
  if (form.closest("[data-tools]")) refreshTools(allPosts());
  if (main.dataset.isPublic === "yes") bring(answer.cursor);
  takePulse();
}

/** The tools under which something was sent were left alone meanwhile. */
function onSettled(event) {
  const tools = event.target.closest("[data-tools]");
  if (tools) refreshTools([tools.dataset.tools]);
}

/** What she has just done comes by the stream; without one, or when it keeps silent, it is asked for. */
function bring(cursor) {
  const isMissing = () => Number(cursor.split("-")[1]) > follower.applied.head;
  if (line.dataset.state !== "line_up") follower.catchUp();
  else setTimeout(() => isMissing() && follower.catchUp(), STREAM_BRINGS_WITHIN_MS);
}

function afterComposer(said, submitter) {
  forget(composer);
  if (["draft", "review", "schedule"].includes(submitter?.value) || composer.elements.namedItem("draft").value) setTimeout(() => panelChanged("panel-drafts"), 0);
  clearWrongs(composer);
  composer.querySelector("[data-conflict]").replaceChildren();
  composer.querySelector(".drafting")?.remove();
  composer.querySelector("[data-later]")?.removeAttribute("open");
  fill(composer, { release_at: "", title: "", body_html: "", byline: "", kind: "update", is_key_event: false, draft: "", version: "", details: {} });
  composer.dataset.keeps = `${location.pathname.split("/")[2]}/new`;
  renewKey(composer);
  if (location.pathname.includes("/drafts/")) history.replaceState(null, "", composer.dataset.home);
  if (isHere(composer)) composer.elements.namedItem("title").focus();
}

function afterAct(place, said) {
  const entry = place.closest("[data-entry]");
  const isHers = isHere(entry);
  place.replaceChildren();
  if (entry.dataset.isTakenDown) return entry.remove(); // the stream was faster than the answer
  const output = entry.querySelector("[data-tools] [data-sending]");
  if (output) {
    output.dataset.state = "sent";
    output.textContent = said;
  }
  refreshTools([entry.dataset.entry.replace("post/", "")]);
  if (!isHers) return;
  entry.tabIndex = -1;
  entry.focus({ preventScroll: true });
}
