// The stream at the desk: each entry is a post as readers see it, with its tools, which the server prints.

import { word } from "./words.js";

const list = () => /** @type {HTMLElement} */ (document.querySelector("[data-entries]"));
const main = () => /** @type {HTMLElement} */ (document.querySelector("[data-desk]"));

/** Posts whose tools must be asked for. @type {Set<string>} */
const wanted = new Set();
let asking = 0;

/** Posts that were published from this page. @type {Set<string>} */
const own = new Set();

/** Put or remove one part of the stream (P-6.2). @param {any} change */
export function applyToStream(change) {
  const standing = entryOf(change.key);
  if (change.do === "remove") return standing && takeOut(standing);
  if (!standing && change.place < floor()) return;
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
  link.setAttribute("aria-busy", "true");
  const response = await fetch(link.dataset.loadsOlder, { headers: { "X-In-Place": "yes" } });
  if (!response.ok) return link.removeAttribute("aria-busy");
  const row = link.closest("[data-older]");
  const parsed = parse(await response.text());
  const first = parsed.querySelector("[data-entry]");
  row.replaceWith(parsed);
  if (first instanceof HTMLElement) {
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  }
}

/** Let the list be that of a page loaded anew. @param {Document} page */
export function replaceAll(page) {
  const fresh = page.querySelector("[data-entries]");
  for (const entry of fresh.querySelectorAll("[data-entry]")) {
    const open = entryOf(entry.dataset.entry)?.querySelector("[data-act-place] form");
    if (open) entry.querySelector("[data-act-place]").replaceChildren(open);
  }
  list().replaceChildren(...fresh.children);
}

function entryOf(key) {
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
  list().insertBefore(entry, below ?? list().querySelector("[data-older]"));
}

/** A post was taken down; if somebody writes at it, her words stay until she leaves them. */
function takeOut(entry) {
  if (!entry.querySelector("[data-act-place] form")) return entry.remove();
  entry.dataset.isTakenDown = "yes";
  const note = document.createElement("p");
  note.className = "empty";
  note.textContent = word("taken_down");
  entry.querySelector("[data-as-read]").replaceChildren(note);
  entry.querySelector("[data-tools]")?.remove();
}

async function ask() {
  const posts = [...wanted].slice(0, 100);
  wanted.clear();
  const query = new URLSearchParams(posts.map((post) => ["post", post]));
  try {
    const response = await fetch(`${main().dataset.toolsAddress}?${query}`, { headers: { "X-In-Place": "yes" } });
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    for (const tools of [...parse(await response.text()).children]) placeTools(tools);
  } catch {
    setTimeout(() => refreshTools(posts), 4_000);
  }
}

function placeTools(tools) {
  const entry = entryOf(`post/${tools.dataset.tools}`);
  if (!entry) return;
  const old = entry.querySelector("[data-tools]");
  const focused = old ? [...old.querySelectorAll("a, button")].indexOf(document.activeElement) : -1;
  const said = old?.querySelector("[data-sending]");
  if (said?.textContent) tools.querySelector("[data-sending]").replaceWith(said);
  if (old) old.replaceWith(tools);
  else entry.querySelector("[data-as-read]").after(tools);
  if (focused >= 0) tools.querySelectorAll("a, button")[focused]?.focus();
}

/** HTML of ours as nodes. */
function parse(html) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  return parsed.content;
}
