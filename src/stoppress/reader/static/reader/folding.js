// Folds the oldest posts of a page that has stood open for long away behind the link to older ones.

/** Let so many posts of the stream stand, unless the reader is among the older ones. @param {HTMLElement} stream @param {number} most */
export function foldAway(stream, most) {
  const posts = [...stream.querySelectorAll(":scope > [data-part]")];
  const beyond = posts.slice(most);
  if (!beyond.length || beyond.some((post) => post.getBoundingClientRect().top < innerHeight || post.contains(document.activeElement))) return;
  const last = posts[most - 1];
  stream.setAttribute("data-floor", last.getAttribute("data-place") ?? "0");
  for (const post of beyond) post.remove();
  const address = (stream.getAttribute("data-older") ?? "") + (last.getAttribute("data-part") ?? "").replace(/.*\//, "");
  olderLink()?.setAttribute("href", address);
}

/** The link to older posts; made from its template where there was none yet. */
function olderLink() {
  const [home, template] = document.querySelectorAll("[data-older-link]");
  if (!home.firstElementChild) home.append(/** @type {HTMLTemplateElement} */ (template).content);
  return home.querySelector("a");
}
