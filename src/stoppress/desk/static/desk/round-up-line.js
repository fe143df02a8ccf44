// The line that leads to the round-up, and reminds of one that is due; who puts it off does so in her own browser.

const SNOOZE_MS = 30 * 60_000;

const main = /** @type {HTMLElement} */ (document.querySelector("[data-desk]"));
const line = () => /** @type {HTMLElement | null} */ (document.querySelector("[data-round-up-line]"));
const snoozedAt = `stoppress/${main?.dataset.member}/${location.pathname.split("/")[2]}/snoozed`;
let told = line()?.dataset.roundUpLine;

/** Let the line stand as the desk's pulse tells. @param {string} state */
export async function takeRoundUp(state) {
  if (state !== told) await load(state);
  showSnooze();
}

/** Offer to put the reminder off. */
export function showSnooze() {
  const button = line()?.querySelector("[data-snoozes]");
  if (!(button instanceof HTMLElement)) return;
  button.hidden = false;
  button.onclick = () => {
    keep(String(Date.now()));
    showSnooze();
    line().querySelector("a").focus();
  };
  line().classList.toggle("is-snoozed", Date.now() - Number(keep()) < SNOOZE_MS);
}

async function load(state) {
  const response = await fetch(main.dataset.roundUpAddress, { headers: { "X-In-Place": "yes" } }).catch(() => null);
  if (!response?.ok || response.redirected) return;
  told = state;
  const parsed = document.createElement("template");
  parsed.innerHTML = await response.text();
  const fresh = parsed.content.firstElementChild;
  if (line()) line().remove();
  if (fresh) document.querySelector("[data-entries]").before(fresh);
}

/** Storage may be forbidden; then the reminder stands until a round-up is published. @param {string} [value] */
function keep(value) {
  try {
    if (value) localStorage.setItem(snoozedAt, value);
    return localStorage.getItem(snoozedAt);
  } catch {
    return null;
  }
}
