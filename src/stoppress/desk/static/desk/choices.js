// The posts to which a key point can lead: what is published while the panel stands open is offered too.

const FIRST_WORDS = 70;

/** Offer, rename or take away one post in every list. @param {any} change */
export function keepChoice(change) {
  const post = change.key.replace("post/", "");
  const label = change.do === "put" ? labelOf(change.html) : "";
  const isInStream = Boolean(document.querySelector(`[data-entry="${CSS.escape(change.key)}"]`));
  for (const select of selects()) {
    const standing = [...select.options].find((option) => option.value === post);
    if (label && standing) standing.textContent = label;
    else if (label && isInStream) select.insertBefore(new Option(label, post), firstOlder(select, post));
    else if (!label && standing && select.value !== post) standing.remove(); // a chosen one stays until she has seen it
  }
}

/** Those of the points, and that of the blank one. */
function selects() {
  const points = [...document.querySelectorAll("desk-points")];
  return points.flatMap((list) => [list, list.querySelector("template").content]).flatMap((within) => [...within.querySelectorAll("select")]);
}

/** What the list calls a post, as the server does; nothing for one that is withdrawn. @param {string} html */
function labelOf(html) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  const body = parsed.content.querySelector(".body");
  if (!body) return "";
  const clock = parsed.content.querySelector(".moment time")?.firstChild?.textContent.trim() ?? "";
  const named = ["[id^=title-]", ".score", ".poll-question", ".body", ".matter"].map((name) => parsed.content.querySelector(name)?.textContent.trim());
  const words = (named.find(Boolean) ?? "").replace(/\s+/g, " ");
  return `${clock}  ${words.length > FIRST_WORDS ? `${words.slice(0, FIRST_WORDS - 1)}…` : words}`;
}

/** The first option that stands below this post in the stream; none means the end. @param {HTMLSelectElement} select @param {string} post */
function firstOlder(select, post) {
  const entries = [...document.querySelectorAll("[data-entry]")].map((entry) => /** @type {HTMLElement} */ (entry).dataset.entry.replace("post/", ""));
  const older = new Set(entries.slice(entries.indexOf(post) + 1));
  return [...select.options].find((option) => older.has(option.value)) ?? null;
}
