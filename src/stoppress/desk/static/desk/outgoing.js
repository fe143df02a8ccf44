// The queue at the desk: the clock on the wall, countdowns to the second, and the alarm when something is late.

/** A countdown that has ended is looked after so soon: by then it is out, or something is wrong. */
const LOOK_AFTER_MS = 1_500;

/** By how much the server's clock is ahead of this one, by the part of the page that told it. @type {WeakMap<Element, number>} */
const ahead = new WeakMap();
/** @type {Set<string>} */
const ended = new Set();

document.addEventListener("desk:pulse", (event) => takePulse(/** @type {CustomEvent} */ (event).detail));
setInterval(tick, 1_000);
tick();

/** @param {{ late?: number }} pulse */
function takePulse(pulse) {
  const alarm = /** @type {HTMLElement | null} */ (document.querySelector("[data-late]"));
  if (alarm) alarm.hidden = !pulse.late;
}

function tick() {
  const wall = /** @type {HTMLElement | null} */ (document.querySelector("[data-wall]"));
  if (!wall) return;
  const now = Date.now() + aheadOf(wall);
  const time = wall.querySelector("[data-wall-time]");
  if (time) time.textContent = clockIn(wall.dataset.zone ?? "UTC", now);
  for (const part of document.querySelectorAll("[data-due]")) countDown(/** @type {HTMLElement} */ (part), now);
}

/** @param {HTMLElement} wall */
function aheadOf(wall) {
  if (!ahead.has(wall)) ahead.set(wall, Date.parse(wall.dataset.now ?? "") - Date.now());
  return ahead.get(wall) ?? 0;
}

/** @param {string} zone @param {number} now */
function clockIn(zone, now) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(now);
}

/** @param {HTMLElement} part @param {number} now */
function countDown(part, now) {
  const due = part.dataset.due ?? "";
  const seconds = Math.ceil((Date.parse(due) - now) / 1_000);
  const sign = seconds < 0 ? "+" : "−";
  const left = Math.abs(seconds);
  const parts = [Math.floor(left / 3_600), Math.floor(left / 60) % 60, left % 60].map((number) => String(number).padStart(2, "0"));
  part.textContent = left < 86_400 ? sign + (parts[0] === "00" ? parts.slice(1) : parts).join(":") : "";
  if (seconds > 0 || ended.has(due)) return;
  ended.add(due);
  setTimeout(() => document.dispatchEvent(new CustomEvent("desk:look")), LOOK_AFTER_MS);
}
