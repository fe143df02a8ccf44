// Following: fetches the service worker, tells it what to keep of this page for when there is no line, and opens what explains messages.

const WORKER = "/sw.js";
/** So often a page that has changed is kept anew while it is read; and when the reader turns away. */
const KEEP_EVERY_MS = 10 * 60_000;
/** What leaves the page leaves what is kept at once; it is fetched anew later, not by all readers at one moment. */
const SPREAD_MS = 60_000;

const main = document.querySelector("main[data-cursor]");
const page = `/${location.pathname.split("/")[1]}/`;
/** The service worker's address is the only one that may be made a script's. */
const policy = /** @type {any} */ (window).trustedTypes?.createPolicy("stoppress-worker", {
  createScriptURL(/** @type {string} */ address) {
    if (address !== WORKER) throw new TypeError(address);
    return address;
  },
});
const worker = begin();
let known = standing();
let keptAt = Date.now();
let hasChanged = false;
let timer = 0;

if (main) {
  keep();
  document.addEventListener("stoppress:settled", settled);
  document.addEventListener("visibilitychange", () => document.hidden && hasChanged && keep());
  new MutationObserver(lineIsBack).observe(main, { attributeFilter: ["data-live"] });
}
for (const section of document.querySelectorAll("[data-follow]")) explain(section);
for (const link of document.querySelectorAll("a[data-follow-link]")) link.addEventListener("click", (event) => open(/** @type {MouseEvent} */ (event)));

/** The active worker, if this browser has any and this site has one. @returns {Promise<ServiceWorker | null>} */
async function begin() {
  if (!("serviceWorker" in navigator)) return null;
  if (document.querySelector("[data-no-worker]")) {
    await (await navigator.serviceWorker.getRegistration())?.update();
    return null;
  }
  try {
    await navigator.serviceWorker.register(policy?.createScriptURL(WORKER) ?? WORKER);
    return (await navigator.serviceWorker.ready).active;
  } catch {
    return null; // a private window, or a browser that forbids it: everything else works without
  }
}

/** @param {Record<string, unknown>} message */
async function tell(message) {
  (await worker)?.postMessage(message);
}

function keep() {
  clearTimeout(timer);
  timer = 0;
  keptAt = Date.now();
  const changed = hasChanged ? { renew: page } : {};
  hasChanged = false;
  tell({ ...changed, keep: page, files: files() });
}

/** Parts have changed. What was taken down or withdrawn shall not be kept for one moment longer. */
function settled() {
  const now = standing();
  const isGone = [...known].some((key) => !now.has(key));
  known = now;
  hasChanged = true;
  if (isGone) {
    tell({ drop: page });
    timer ||= window.setTimeout(keep, Math.random() * SPREAD_MS);
  } else if (Date.now() - keptAt > KEEP_EVERY_MS) keep();
}

/** The keys of what can be read in full on the page. */
function standing() {
  return new Set([...document.querySelectorAll("[data-region] > [data-part]:not([data-withdrawn])")].map((part) => part.getAttribute("data-part")));
}

/** What the page has loaded from here: style, script, and the pictures that are shown. */
function files() {
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const named = [...document.querySelectorAll("link[href], script[src], img")].map((element) =>
    element instanceof HTMLImageElement ? element.currentSrc : (element.getAttribute("href") ?? element.getAttribute("src") ?? ""),
  );
  const all = [...named, ...loaded].map((address) => new URL(address || "/", location.href));
  const ours = all.filter(({ origin, pathname }) => origin === location.origin && /^\/(?:static|media)\//.test(pathname));
  return [...new Set(ours.map(({ pathname }) => pathname))];
}

/** A page that was shown without a line has caught up: the note that says so goes. */
function lineIsBack() {
  if (["stream", "poll"].includes(main?.getAttribute("data-live") ?? "")) document.querySelector("[data-offline]:not([hidden])")?.remove();
}

/** What explains the messages opens beneath the link, without leaving the page. @param {MouseEvent} event */
async function open(event) {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const link = /** @type {HTMLAnchorElement} */ (event.currentTarget);
  const shown = document.querySelector("[data-follow]");
  shown?.remove();
  link.setAttribute("aria-expanded", String(!shown));
  if (shown) return;
  try {
    const section = await explanation(link.href);
    link.parentElement?.after(section);
    await explain(section);
    section.querySelector("h2")?.focus();
  } catch {
    location.assign(link.href);
  }
}

/** The explanation as its own page has it, and that page's style. @param {string} address @returns {Promise<Element>} */
function explanation(address) {
  return new Promise((resolve, reject) => {
    const asking = new XMLHttpRequest(); // a document, and never a string that could become one
    asking.responseType = "document";
    asking.onerror = reject;
    asking.onload = () => {
      const section = asking.responseXML?.querySelector("[data-follow]");
      const style = asking.responseXML?.querySelector("link[data-follow-style]");
      if (!section) return reject(asking.status);
      if (style && !document.querySelector("link[data-follow-style]")) document.head.append(document.importNode(style, true));
      resolve(document.importNode(section, true));
    };
    asking.open("GET", address);
    asking.send();
  });
}

/** @param {Element} section */
async function explain(section) {
  const it = await import("./messages.js");
  await it.offer(section, worker);
}
