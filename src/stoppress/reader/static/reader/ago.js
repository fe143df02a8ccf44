// How long ago the newest posts came, beside their times. It never runs backwards, and stands still while updates are paused.

import { isTimeKnown, now, say } from "./words.js";

/** @typedef {import("./revealing.js").Reader} Reader */

const FRESH_MINUTES = 60;
const LOOK_EVERY_MS = 15_000;

const words = new Intl.RelativeTimeFormat(say("dates"), { style: "short" });
/** So many minutes were told of a post that stands at this moment. @type {Map<string, number>} */
const told = new Map();

/** @param {Reader} reader */
export async function begin({ catchUp }) {
  document.addEventListener("stoppress:settled", show);
  document.addEventListener("visibilitychange", show);
  setInterval(show, LOOK_EVERY_MS);
  if (!isTimeKnown()) await catchUp(); // the reader's clock may be wrong: an answer tells the right time
  show();
}

function show() {
  const isStill = document.hidden || document.querySelector("main[data-paused]");
  if (isStill || !isTimeKnown()) return;
  const isOver = document.querySelector('[data-phase="closed"]');
  for (const moment of document.querySelectorAll('[data-part^="post/"] > .moment')) {
    const time = moment.querySelector("time")?.getAttribute("datetime") ?? "";
    const key = `${moment.parentElement?.getAttribute("data-part")} ${time}`;
    const minutes = Math.max(told.get(key) ?? 0, Math.floor((now().getTime() - Date.parse(time)) / 60_000));
    const isFresh = minutes < FRESH_MINUTES && !isOver && !moment.closest(".withdrawn");
    if (isFresh) told.set(key, minutes);
    tell(moment, isFresh ? (minutes < 1 ? say("just_now") : words.format(-minutes, "minute")) : "");
  }
}

/** @param {Element} moment @param {string} text */
function tell(moment, text) {
  let ago = moment.querySelector("[data-added]");
  if (!text) return ago?.remove();
  if (!ago) {
    ago = document.createElement("span");
    ago.className = "ago";
    ago.setAttribute("data-added", "");
    moment.append(ago);
  }
  if (ago.textContent !== text) ago.textContent = text;
}
