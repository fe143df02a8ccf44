// Searching while one types: what is found stands under the field, and the arrow keys go through it.

const WAITS_MS = 250;

/** The look that is under way: a newer one ends it. */
let looking = new AbortController();
let timer = 0;

document.addEventListener("input", (event) => {
  const form = formOf(event);
  if (!form) return;
  clearTimeout(timer);
  timer = setTimeout(() => look(form), WAITS_MS);
});
document.addEventListener("submit", (event) => {
  const form = formOf(event);
  if (!form) return;
  event.preventDefault();
  clearTimeout(timer);
  look(form, true);
});
document.addEventListener("keydown", onKey);

/** @param {Event} event @returns {HTMLFormElement | null} */
function formOf(event) {
  return /** @type {Element} */ (event.target).closest?.("form[data-finds-here]") ?? null;
}

/** Ask, and put what came under the field. What was typed too early to mean anything is only told when it was sent. */
async function look(form, isSent = false) {
  looking.abort();
  const mine = (looking = new AbortController());
  const words = new URLSearchParams(/** @type {any} */ (new FormData(form))).toString();
  const response = await fetch(`${form.action}?${words}`, { headers: { "X-In-Place": "yes" }, signal: mine.signal }).catch(() => null);
  if (response?.redirected) return isSent ? form.submit() : undefined;
  const printed = await response?.text().catch(() => "");
  if (mine.signal.aborted) return;
  if (!printed) return isSent ? form.submit() : undefined;
  const fresh = document.createElement("template");
  fresh.innerHTML = printed;
  put(form.parentElement, fresh.content, isSent);
}

function put(place, fresh, isSent) {
  const [found, trouble] = ["[data-found]", "[data-find-trouble]"].map((name) => fresh.querySelector(name));
  if (!found || !trouble) return;
  if (!isSent) trouble.replaceChildren();
  place.querySelector("[data-find-trouble]").replaceChildren(...trouble.childNodes);
  const here = place.querySelector("[data-found]");
  const [said, says] = [here, found].map((each) => each.querySelector("[role=status]"));
  said.textContent = says.textContent;
  says.remove();
  for (const old of [...here.childNodes]) if (old !== said) old.remove();
  here.append(...found.childNodes);
  const isWrong = place.querySelector("[data-find-trouble]").childElementCount > 0;
  field(place).setAttribute("aria-invalid", String(isWrong));
}

function field(place) {
  return /** @type {HTMLInputElement} */ (place.querySelector("form[data-finds-here] [type=search]"));
}

/** Down from the field into what was found, up again; Escape leads back to the field. */
function onKey(event) {
  const found = event.target.closest?.("[data-found]");
  const place = (found ?? formOf(event))?.parentElement;
  if (!place || !["ArrowDown", "ArrowUp", "Escape"].includes(event.key)) return;
  if (event.key === "Escape" && !found) return;
  const stops = [field(place), ...place.querySelectorAll("[data-found] a")];
  const at = Math.max(0, stops.indexOf(event.target));
  const to = event.key === "Escape" ? 0 : at + (event.key === "ArrowDown" ? 1 : -1);
  if (!stops[to]) return;
  event.preventDefault();
  stops[to].focus();
}
