// What waits is shown: when nothing holds it any longer, when the reader asks for it, or when a link leads to it.

import { focus, isAtTop, isInUse, isNewPost, partOf } from "./page.js";
import { undisturbing } from "./placing.js";

/** @typedef {import("./wire.js").Change} Change
 *  @typedef {{held: Map<string, Change>, put: (change: Change) => Element | null, appear: (element: Element | null) => void, settled: () => void,
 *  catchUp: () => Promise<void>}} Reader
 *  what the live page lends: what waits; to put a part, let it appear, say that parts have changed, and ask what came */

/** What had the focus when a link led to a post, by the step that this was. @type {(Element | null)[]} */
const trail = [];

addEventListener("popstate", comeBack);

/** Show what need not wait any longer. @param {Reader} reader */
export function letGo(reader) {
  const isTop = isAtTop();
  release(reader, free(reader).filter((change) => isTop || !isNewPost(change)));
}

/** Show all that was held, and go to the newest of it. @param {Reader} reader */
export function reveal(reader) {
  const posts = showAll(reader).sort((a, b) => b.place - a.place);
  if (posts.length) go(posts[0].key);
}

/** Show all that was held and is not in use; returns the posts among it. @param {Reader} reader */
export function showAll(reader) {
  const changes = free(reader);
  const posts = changes.filter(isNewPost);
  for (const change of changes) reader.appear(shown(reader, change));
  reader.settled();
  return posts;
}

/** Go to a post that stands on the page, or waits. @param {Reader} reader @param {string} key */
export function goTo(reader, key) {
  const change = reader.held.get(key);
  if (change && isNewPost(change)) release(reader, [change]);
  const step = history.state?.step ?? 0;
  trail[step] = document.activeElement;
  history.pushState({ step: step + 1 }, "", `#${key.replace("/", "-")}`);
  go(key);
}

/** Who goes back finds the focus at the link that had led away. */
function comeBack() {
  const link = trail[history.state?.step ?? 0];
  if (link?.isConnected && link !== document.body) focus(/** @type {HTMLElement} */ (link));
}

/** @param {string} key */
function go(key) {
  const post = partOf(key);
  post?.scrollIntoView({ behavior: "instant" });
  if (post) focus(post);
}

/** What waits and is not in use, in order. @param {Reader} reader */
function free({ held }) {
  return [...held.values()].filter((change) => !isInUse(partOf(change.key))).sort((a, b) => a.n - b.n);
}

/** @param {Reader} reader @param {Change[]} changes */
function release(reader, changes) {
  if (!changes.length) return;
  undisturbing(() => changes.forEach((change) => shown(reader, change)));
  reader.settled();
}

/** @param {Reader} reader @param {Change} change */
function shown(reader, change) {
  reader.held.delete(change.key);
  return reader.put(change);
}
