// Asks every few seconds where the inbox stands, as long as somebody looks at it; the answer is a 304 as long as nothing is new.

import { word } from "../words.js";

const EVERY_MS = 2_000;
const MOST_MS = 30_000;

let tag = "";
let failures = 0;
let timer = 0;

/** @param {() => Promise<boolean>} lookAgain brings the page up to date, and says whether it could */
export function startPulse(lookAgain) {
  const stand = /** @type {HTMLElement} */ (document.querySelector("[data-questions]")).dataset.stand;
  tag = `"${stand}"`;
  const beat = async () => {
    clearTimeout(timer);
    if (!document.hidden) await once(lookAgain);
    const wait = failures ? Math.min(EVERY_MS * 2 ** failures, MOST_MS) : EVERY_MS;
    timer = setTimeout(beat, wait * (1 + Math.random() / 4));
  };
  document.addEventListener("visibilitychange", () => document.hidden || beat());
  addEventListener("online", beat);
  beat();
}

async function once(lookAgain) {
  const address = /** @type {HTMLElement} */ (document.querySelector("[data-inbox]")).dataset.pulseAddress;
  const headers = { Accept: "application/json", "If-None-Match": tag };
  const response = await fetch(address, { headers, cache: "no-store", signal: AbortSignal.timeout(10_000) }).catch(() => null);
  if (response?.status === 401) return say("signed_out_short");
  const isNew = response?.ok ?? false;
  if (isNew && (await lookAgain())) tag = response.headers.get("ETag");
  failures = response?.status === 304 || isNew ? 0 : failures + 1;
  say(failures ? "line_down" : "line_up");
}

function say(state) {
  const line = /** @type {HTMLElement} */ (document.querySelector("[data-line]"));
  if (line.dataset.state === state) return;
  line.dataset.state = state;
  line.textContent = word(state);
}
