// Small things told to the server on the side: that a panel was looked at, who is here, what is being written.

import { askSession, tokenFor } from "./session.js";

const ANSWER_WITHIN_MS = 10_000;

/**
 * Send these words; resolves to the answer, a refusal too, or to null when none came. Nobody waits for it, nothing depends on it.
 * @param {string} address @param {Record<string, string>} words @param {{ keepalive?: boolean }} [more]
 */
export async function tell(address, words, { keepalive = false } = {}) {
  let refusal = null;
  for (let tries = 0; tries < 2; tries++) {
    const body = new URLSearchParams({ ...words, csrfmiddlewaretoken: tokenFor(tokenOfPage()) });
    const response = await fetch(address, {
      method: "POST",
      body,
      keepalive,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    }).catch(() => null);
    if (response?.status !== 403) return response;
    refusal = response;
    await askSession().catch(() => ""); // the form is too old: a fresh token comes along
  }
  return refusal;
}

function tokenOfPage() {
  return /** @type {HTMLInputElement | null} */ (document.querySelector("[name=csrfmiddlewaretoken]"))?.value ?? "";
}
