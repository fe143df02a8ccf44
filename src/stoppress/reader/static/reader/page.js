// The page as a set of parts in the document: puts and removes them after docs/protocol.md P-6.2. Knows no network.

/** @type {{createHTML: (html: string) => any}} */
const trusted = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("stoppress", { createHTML: (html) => html }) ?? {
  createHTML: (/** @type {string} */ html) => html,
};

/** Parts beyond this are folded away at the old end, so that a page stays usable after a thousand changes. */
const MOST_POSTS = 200;

/** @param {string} key @returns {HTMLElement | null} */
export const partOf = (key) => document.querySelector(`[data-part="${CSS.escape(key)}"]`);

/** @param {string} name @returns {HTMLElement | null} */
export const region = (name) => document.querySelector(`[data-region="${CSS.escape(name)}"]`);

export const stream = () => /** @type {HTMLElement} */ (region("stream"));

/** The elements that a change's html makes. @param {string} html */
export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = trusted.createHTML(html);
  return template.content;
}

/** Whether a put would bring a post that does not stand here yet. @param {any} change */
export const isNewPost = (change) =>
  change.do === "put" && change.region === "stream" && !partOf(change.key) && change.place >= floor();

/** Whether the reader is inside this part: a focused field, a playing film. @param {string} key */
export function isInUse(key) {
  const standing = partOf(key);
  if (!standing) return false;
  const focused = document.activeElement;
  const isTyping = !!focused?.closest("input, textarea, select, [contenteditable], video, audio, iframe") && standing.contains(focused);
  return isTyping || [...standing.querySelectorAll("video, audio")].some((media) => !(/** @type {any} */ (media).paused));
}

/** Put or remove one part. Returns the element that stands now, if any. @param {any} change */
export function apply(change) {
  const standing = partOf(change.key);
  if (change.do === "remove") {
    if (standing) takeOut(standing);
    return null;
  }
  if (change.region === "document") return retitle(change.html);
  if (standing?.closest('[data-region="shared"]')) return replace(standing, change.html);
  if (standing && standing.getAttribute("data-place") === String(change.place) && standing.closest(`[data-region="${change.region}"]`))
    return replace(standing, change.html);
  standing?.remove();
  if (change.region === "stream") return !standing && change.place < floor() ? null : insert(change);
  return fill(change);
}

/** Do something to the page without moving what is being read. @param {() => void} work */
export function holdingStill(work) {
  if (scrollY < 8) return work();
  const anchor = inView();
  const before = anchor?.getBoundingClientRect().top ?? 0;
  document.documentElement.classList.add("settling");
  work();
  const moved = anchor?.isConnected ? anchor.getBoundingClientRect().top - before : 0;
  if (moved) scrollBy({ top: moved, behavior: "instant" });
  requestAnimationFrame(() => document.documentElement.classList.remove("settling"));
}

/** Fold the oldest away when the page has grown long. */
export function foldAway() {
  const posts = [...stream().children];
  if (posts.length <= MOST_POSTS) return;
  for (const post of posts.slice(MOST_POSTS)) post.remove();
  const last = posts[MOST_POSTS - 1];
  stream().setAttribute("data-floor", last.getAttribute("data-place") ?? "0");
  const older = document.querySelector(".older a") ?? olderLink();
  const id = (last.getAttribute("data-part") ?? "").replace("post/", "");
  older?.setAttribute("href", `${location.pathname.split("/").slice(0, 2).join("/")}/before/${id}`);
}

const floor = () => Number(stream().getAttribute("data-floor"));

/** The first part of the stream that the reader sees. */
function inView() {
  const parts = [...document.querySelectorAll("[data-region] > [data-part]")];
  return parts.find((part) => part.getBoundingClientRect().bottom > 80) ?? null;
}

/** @param {string} html */
function retitle(html) {
  const title = parse(html).querySelector("title")?.textContent;
  if (title) document.dispatchEvent(new CustomEvent("live:title", { detail: title }));
  return null;
}

/** @param {HTMLElement} standing @param {string} html */
function replace(standing, html) {
  const hadFocus = standing.contains(document.activeElement);
  const fresh = /** @type {HTMLElement} */ (parse(html).firstElementChild);
  keepOpen(standing, fresh);
  standing.replaceWith(fresh);
  if (hadFocus) focus(fresh);
  return fresh;
}

/** A folded list that the reader has opened or shut stays so. @param {Element} standing @param {Element} fresh */
function keepOpen(standing, fresh) {
  const before = standing.querySelectorAll("details");
  fresh.querySelectorAll("details").forEach((details, index) => before[index] && details.toggleAttribute("open", before[index].hasAttribute("open")));
}

/** @param {any} change */
function insert(change) {
  const fresh = /** @type {HTMLElement} */ (parse(change.html).firstElementChild);
  const below = [...stream().children].find((part) => Number(part.getAttribute("data-place")) < change.place);
  stream().insertBefore(fresh, below ?? null);
  return fresh;
}

/** @param {any} change */
function fill(change) {
  const fresh = /** @type {HTMLElement} */ (parse(change.html).firstElementChild);
  region(change.region)?.replaceChildren(fresh);
  return fresh;
}

/** A part leaves; who had the focus in it finds it at the next. @param {HTMLElement} standing */
function takeOut(standing) {
  const next = standing.nextElementSibling ?? standing.previousElementSibling;
  const hadFocus = standing.contains(document.activeElement);
  standing.remove();
  if (hadFocus && next instanceof HTMLElement) focus(next);
}

/** @param {HTMLElement} element */
function focus(element) {
  element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: true });
  element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true });
}

export { focus };

function olderLink() {
  const template = /** @type {HTMLTemplateElement | null} */ (document.querySelector("template[data-older]"));
  if (!template) return null;
  stream().after(template.content.cloneNode(true));
  return document.querySelector(".older a");
}
