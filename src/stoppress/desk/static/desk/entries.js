// The stream at the desk: each entry is a post as readers see it, with its tools, which the server prints.

import { latestOnly } from "./latest.js";
import { whenReleased } from "./pressing.js";
import { isUnderway } from "./sending.js";
import { isHere } from "./whereabouts.js";
import { word } from "./words.js";

const MOST_ASKED_AFTER = 100;

const list = () => /** @type {HTMLElement} */ (document.querySelector("[data-entries]"));
const main = () => /** @type {HTMLElement} */ (document.querySelector("[data-desk]"));

/** Posts whose tools must be asked for. @type {Set<string>} */
const wanted = new Set();
let asking = 0;
/** By post, the ask whose answer counts. */
const askFor = latestOnly();

/** What came for posts that are just being loaded. @type {any[] | null} */
let missed = null;

/** Posts that were published from this page. @type {Set<string>} */
const own = new Set();

/** Put or remove one part of the stream (P-6.2). @param {any} change */
export function applyToStream(change) {
  const standing = entryOf(change.key);
  if (!standing && (change.do === "remove" || change.place < floor())) return void missed?.push(change);
  if (change.do === "remove") return takeOut(standing);
  const entry = standing ?? make(change);
  entry.querySelector("[data-as-read]").replaceChildren(parse(change.html));
  if (entry.dataset.place !== String(change.place) || !standing) insert(entry, change.place);
  document.querySelector("[data-no-posts]")?.remove();
  refreshTools([change.key.replace("post/", "")]);
}

/** She has written this post herself; it is not marked as new. @param {string} post */
export function notNewsToHer(post) {
  own.add(post);
  entryOf(`post/${post}`)?.querySelector("[data-new]")?.remove();
}

/** Ask the server what can be done with these posts now; several asks travel as one. @param {string[]} posts */
export function refreshTools(posts) {
  for (const post of posts) wanted.add(post);
  clearTimeout(asking);
  asking = setTimeout(ask, 60);
}

/** Every post that stands in the list. */
export function allPosts() {
  return [...list().querySelectorAll("[data-entry]")].map((entry) => entry.dataset.entry.replace("post/", ""));
}

/** Put the older posts under those that stand. @param {HTMLAnchorElement} link */
export async function loadOlder(link) {
  if (missed) return;
  missed = [];
  link.setAttribute("aria-busy", "true");
  const response = await fetch(link.dataset.loadsOlder, { headers: { "X-In-Place": "yes" } }).catch(() => null);
  const words = response?.ok && !response.redirected ? await response.text().catch(() => "") : "";
  link.removeAttribute("aria-busy");
  whenReleased(() => putOlder(link, words));
}

function putOlder(link, words) {
  const changes = missed;
  missed = null;
  if (!words || !link.isConnected) return;
  const isHers = isHere(link);
  const older = withForms(parse(words));
  link.closest("[data-older]").replaceWith(...older);
  for (const change of changes) applyToStream(change);
  const first = older.find((entry) => entry.dataset.entry);
  if (!first || !isHers) return;
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
}

/** Let the list be that of a page loaded anew; an entry at which somebody writes stays. @param {Document} page */
export function replaceAll(page) {
  const fresh = withForms(page.querySelector("[data-entries]"));
  const apart = [...list().querySelectorAll("[data-entry]")].filter((entry) => isWrittenAt(entry) && !fresh.includes(entry));
  const focused = document.activeElement;
  // In one step: an editor that leaves the page, if only for a moment, ends.
  list().replaceChildren(...[...fresh, ...apart].sort((a, b) => placeOf(b) - placeOf(a)));
  if (focused instanceof HTMLElement && focused !== document.activeElement && list().contains(focused)) focused.focus({ preventScroll: true });
}

/** New entries as they come; where somebody writes, hers with what is new in it. @param {ParentNode} fresh */
function withForms(fresh) {
  return /** @type {HTMLElement[]} */ ([...fresh.children]).map((entry) => {
    const mine = entry.dataset.entry && entryOf(entry.dataset.entry);
    if (!mine) return entry;
    if (!isWrittenAt(mine)) return mine.remove(), entry;
    for (const part of ["[data-as-read]", "[data-tools]"]) mine.querySelector(part)?.replaceWith(entry.querySelector(part) ?? "");
    mine.dataset.place = entry.dataset.place;
    return mine;
  });
}

/** What is no entry stands below them all. */
function placeOf(entry) {
  return Number(entry.dataset.place ?? -1);
}

function isWrittenAt(entry) {
  return Boolean(entry.querySelector("[data-act-place] form"));
}

/** The entry of this part. @param {string} key */
export function entryOf(key) {
  return /** @type {HTMLElement | null} */ (list().querySelector(`[data-entry="${CSS.escape(key)}"]`));
}

/** The lowest place that is shown, or 0 if nothing older exists (P-2.4). */
function floor() {
  if (!list().querySelector("[data-older]")) return 0;
  const places = [...list().querySelectorAll("[data-entry]")].map((entry) => Number(entry.dataset.place));
  return Math.min(...places);
}

function make(change) {
  const entry = document.createElement("li");
  entry.className = "entry is-new";
  entry.dataset.entry = change.key;
  const read = document.createElement("div");
  read.className = "as-read";
  read.dataset.asRead = "";
  const place = document.createElement("div");
  place.className = "act-place";
  place.dataset.actPlace = "";
  entry.append(read, place);
  if (!own.has(change.key.replace("post/", ""))) markAsNew(entry);
  return entry;
}

/** The word “new” stands until she comes to the post. */
function markAsNew(entry) {
  const mark = document.createElement("span");
  mark.className = "state new-mark";
  mark.dataset.new = "";
  mark.textContent = word("new");
  entry.prepend(mark);
  for (const coming of ["pointerenter", "focusin"]) entry.addEventListener(coming, () => mark.remove(), { once: true });
}

function insert(entry, place) {
  entry.dataset.place = String(place);
  const below = [...list().querySelectorAll("[data-entry]")].find((other) => other !== entry && Number(other.dataset.place) < place);
  const focused = entry.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
  list().insertBefore(entry, below ?? list().querySelector("[data-older]"));
  focused?.focus(); // she goes along with what she writes in
}

/** A post was taken down; if somebody writes at it, her words stay until she leaves them. */
function takeOut(entry) {
  if (!isWrittenAt(entry)) return entry.remove();
  entry.dataset.isTakenDown = "yes";
  const note = document.createElement("p");
  note.className = "empty";
  note.textContent = word("taken_down");
  entry.querySelector("[data-as-read]").replaceChildren(note);
  entry.querySelector("[data-tools]")?.remove();
}

async function ask() {
  const posts = [...wanted].slice(0, MOST_ASKED_AFTER);
  const isLast = new Map(posts.map((post) => [post, askFor(post)]));
  for (const post of posts) wanted.delete(post);
  if (wanted.size) refreshTools([]);
  const query = new URLSearchParams(posts.map((post) => ["post", post]));
  try {
    const response = await fetch(`${main().dataset.toolsAddress}?${query}`, { headers: { "X-In-Place": "yes" } });
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    for (const tools of [...parse(await response.text()).children]) whenReleased(() => isLast.get(tools.dataset.tools)?.() && placeTools(tools));
  } catch {
    setTimeout(() => refreshTools(posts), 4_000);
  }
}

function placeTools(tools) {
  const post = tools.dataset.tools;
  const entry = entryOf(`post/${post}`);
  if (!entry) return;
  const old = entry.querySelector("[data-tools]");
  if (old && [...old.querySelectorAll("form")].some(isUnderway)) return; // asked for again when it is answered
  const focused = old ? [...old.querySelectorAll("a, button")].indexOf(document.activeElement) : -1;
  const said = old?.querySelector("[data-sending]");
  if (said?.textContent) tools.querySelector("[data-sending]").replaceWith(said);
  if (old) old.replaceWith(tools);
  else entry.querySelector("[data-as-read]").after(tools);
  if (focused >= 0) tools.querySelectorAll("a, button")[focused]?.focus();
  tellNewer(entry, tools.dataset.version);
}

/** Who has a form open learns that the post has changed under it; her words stay. */
function tellNewer(entry, version) {
  const form = entry.querySelector("[data-act-place] form");
  const seen = form?.elements.namedItem("version")?.value;
  const isOlder = Boolean(seen) && Number(seen) < Number(version) && !isUnderway(form);
  const note = form?.querySelector("[data-newer]");
  if (!isOlder) note?.remove();
  if (!isOlder || note) return;
  const told = document.createElement("p");
  told.className = "changed-by-other hint";
  told.dataset.newer = "";
  told.setAttribute("role", "status");
  (form.querySelector("h2") ?? form.firstElementChild).after(told);
  told.textContent = word("post_changed");
}

/** HTML of ours as nodes; a poll is read here, nobody votes in it in passing. */
function parse(html) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  for (const button of parsed.content.querySelectorAll("form[data-poll] button")) button.disabled = true;
  return parsed.content;
}
