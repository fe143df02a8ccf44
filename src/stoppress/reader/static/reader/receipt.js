// The private page of one question: shows by itself what has become of it, and lets this browser remember whose question it is.

const ASKED = "stoppress.asked";
const MOST_REMEMBERED = 50;
const LOOK_AGAIN_MS = 20_000;
/** Nothing more comes after these. */
const LAST = ["answered", "declined", "deleted"];

// Elements and their attributes are asked by getAttribute and closest: names inside a part cannot get in between.
const policy = /** @type {any} */ (window).trustedTypes?.createPolicy("stoppress", { createHTML: String });
const find = (/** @type {string} */ name, /** @type {ParentNode} */ root = document) => root.querySelector(name);
let wait = LOOK_AGAIN_MS;

remember(find("[data-standing]")?.getAttribute("data-question") ?? "");
offerCopy();
lookLater();

function lookLater() {
  if (LAST.includes(find("[data-standing]")?.getAttribute("data-standing") ?? "")) return;
  setTimeout(look, wait * (1 + Math.random() / 4));
  wait = Math.min(wait * 1.2, 5 * 60_000);
}

async function look() {
  if (!document.hidden) {
    const response = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    if (response?.ok) show(await response.text());
  }
  lookLater();
}

/** @param {string} html */
function show(html) {
  const template = document.createElement("template");
  template.innerHTML = policy ? policy.createHTML(html) : html;
  const fresh = find("[data-standing]", template.content);
  const standing = find("[data-standing]");
  if (!fresh || !standing || fresh.innerHTML === standing.innerHTML) return;
  standing.replaceWith(fresh);
  remember(fresh.getAttribute("data-question") ?? "");
  const status = find("[role=status][data-told]");
  if (status) status.textContent = status.getAttribute("data-told");
}

/** @param {string} question */
function remember(question) {
  try {
    /** @type {string[]} */
    const known = JSON.parse(localStorage.getItem(ASKED) ?? "[]");
    if (question && !known.includes(question)) localStorage.setItem(ASKED, JSON.stringify([...known, question].slice(-MOST_REMEMBERED)));
  } catch {
    // a browser that keeps nothing marks nothing
  }
}

function offerCopy() {
  const [button, field] = [find("[data-copy]"), find("[data-address]")];
  if (!button || !(field instanceof HTMLInputElement)) return;
  button.removeAttribute("hidden");
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard?.writeText(field.value).catch(() => {});
    button.textContent = button.getAttribute("data-copied");
  });
}
