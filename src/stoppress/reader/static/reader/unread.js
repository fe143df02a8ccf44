// What came since the reader was here last: from the page, from what waits, and where these do not reach back, from the pages of older posts.

import { element, isNewPost, parse, stream } from "./page.js";

/** @typedef {import("./revealing.js").Reader} Reader
 *  @typedef {{key: string, address: string, isHere: boolean}} First a post, where it is found, and whether that is on this page */

/** Further back nobody counts. */
const MOST_PAGES = 5;

/** @type {Reader} */
let reader;
/** The place of the newest post that was seen. */
let seen = Infinity;
/** What the pages of older posts have; it does not change while one reads. @type {{post: Element, page: string}[]} */
let older = [];
let goesOn = false;

/** Whether it is known which posts were seen. */
export const isKnown = () => seen < Infinity;

/** Whether this post stood there when the page was last seen. @param {Element} post */
export const isSeen = (post) => placeOf(post) <= seen;

/** Look back to the newest post that was seen. @param {Reader} lent @param {number} [place] of it; without one, nothing is unread */
export async function lookBack(lent, place) {
  reader = lent;
  seen = place || Infinity;
  [older, goesOn] = [[], false];
  let next = document.querySelector("[data-older-link] a")?.getAttribute("href");
  for (let pages = 0; next && ![...standing(), ...older.map(({ post }) => post)].some(isSeen); pages++) {
    const answer = pages < MOST_PAGES ? await fetch(next).catch(() => null) : null;
    if (!answer?.ok) return void (goesOn = true);
    const page = parse(await answer.text());
    for (const post of page.querySelectorAll("#stream > [data-part]")) older.push({ post, page: next });
    next = page.querySelector('a[rel="prev"]')?.getAttribute("href");
  }
}

/** How many posts came, how many of them are key events, and whether there are more than were counted. */
export function count() {
  const posts = unread();
  return { posts: posts.length, keyEvents: posts.filter((post) => post.matches(".key-event")).length, goesOn };
}

/** The oldest of what came. @returns {First | null} */
export function firstUnread() {
  const first = unread().sort((a, b) => placeOf(a) - placeOf(b))[0];
  if (!first) return null;
  const page = older.find(({ post }) => post === first)?.page;
  return { key: first.getAttribute("data-part") ?? "", address: `${page ?? ""}#${first.id}`, isHere: !page };
}

/** @returns {Element[]} */
function unread() {
  const waiting = [...reader.held.values()].filter(isNewPost).map((change) => element(change.html));
  const all = [...older.map(({ post }) => post), ...waiting, ...standing()]; // pages overlap; what stands here is the newest
  const each = new Map(all.map((post) => [post?.getAttribute("data-part"), post]));
  return /** @type {Element[]} */ ([...each.values()].filter((post) => post && !isSeen(post) && !post.hasAttribute("data-withdrawn")));
}

const standing = () => [...document.querySelectorAll('[data-region="shared"] > [data-part]'), ...stream.querySelectorAll(":scope > [data-part]")];

/** @param {Element} post */
const placeOf = (post) => Number(post.getAttribute("data-place"));
