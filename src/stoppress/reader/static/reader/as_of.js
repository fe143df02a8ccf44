// The page as it stood: a slider through the coverage. What is shown is what the server makes; without this script, links and a form lead there.

/** So many steps from end to end; between two steps lies a whole minute at least, if the coverage is that long. */
const STEPS = 600;
/** While the slider is being moved, nothing is asked for. */
const STILL_MS = 250;

const policy = /** @type {any} */ (window).trustedTypes?.createPolicy("stoppress", { createHTML: String });
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.choose"));
const { first = "0", last = "0", zone = "UTC", slider = "", clock = "", dates = "", when = "" } = form?.dataset ?? {};
const input = document.createElement("input");
const words = document.createElement("b");
let timer = 0;
/** @type {AbortController | undefined} */
let asking;

if (form && Number(last) > Number(first)) addSlider(form);

/** @param {HTMLFormElement} form */
function addSlider(form) {
  const seconds = Number(last) - Number(first);
  const label = document.createElement("label");
  label.htmlFor = input.id = "moment";
  label.append(slider, " ", words);
  input.type = "range";
  input.min = first;
  input.max = last;
  input.step = String(Math.max(seconds > 2 * 3600 ? 60 : 1, Math.ceil(seconds / STEPS)));
  input.value = shownMoment(document);
  input.addEventListener("input", move);
  const box = document.createElement("div");
  box.className = "slide";
  box.append(label, input);
  form.append(box);
  say();
}

function move() {
  say();
  clearTimeout(timer);
  timer = setTimeout(show, STILL_MS);
}

function say() {
  words.textContent = inWords(Number(input.value));
  input.setAttribute("aria-valuetext", words.textContent);
}

/** Ask for the page of this moment, and let it stand in place of the one that is shown. */
async function show() {
  asking?.abort();
  asking = new AbortController();
  // The last step may fall short of the last change.
  const isEnd = Number(input.value) + Number(input.step) > Number(last);
  const address = new URL(`${stamp(isEnd ? Number(last) : Number(input.value))}/`, form?.action);
  try {
    const answer = await fetch(address, { signal: asking.signal });
    if (answer.ok) replace(await answer.text(), answer.url);
  } catch (error) {
    if (/** @type {Error} */ (error).name !== "AbortError") location.assign(address);
  }
}

/** @param {string} text @param {string} address */
function replace(text, address) {
  const page = new DOMParser().parseFromString(policy?.createHTML(text) ?? text, "text/html");
  for (const piece of document.querySelectorAll("[data-shown]")) {
    const fresh = page.querySelector(`[data-shown="${piece.getAttribute("data-shown")}"]`);
    if (fresh) piece.replaceChildren(...fresh.childNodes);
  }
  document.title = page.title;
  document.querySelector("main")?.setAttribute("data-moment", shownMoment(page));
  const typed = page.querySelector("#at")?.getAttribute("value");
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector("#at"));
  if (field && typed) field.value = typed;
  history.replaceState(null, "", address);
}

/** @param {Document} page */
function shownMoment(page) {
  return page.querySelector("main")?.getAttribute("data-moment") ?? last;
}

/** @param {number} seconds */
function stamp(seconds) {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+/, "").replace(/[-:]/g, "");
}

/** @param {number} seconds */
function inWords(seconds) {
  const at = new Date(seconds * 1000);
  const [hh, mm] = at.toLocaleTimeString("en-GB", { timeZone: zone }).split(":");
  const time = clock.replace("{h}", String(Number(hh))).replace("{hh}", hh).replace("{mm}", mm);
  return when.replace("{time}", time).replace("{day}", at.toLocaleDateString(dates, { day: "numeric", month: "short", timeZone: zone }));
}
