// The session: a fresh token for forms that have been open for long, and signing in again without leaving the page.

import { isHere } from "./whereabouts.js";
import { word } from "./words.js";

let token = "";
/** @type {Promise<void> | null} */
let signingIn = null;

const main = () => /** @type {HTMLElement} */ (document.querySelector("[data-desk]"));

/**
 * The token for this form: the newest that the server has given.
 * @param {string} fromForm
 */
export function tokenFor(fromForm) {
  return token || fromForm;
}

/** Ask who is signed in; brings a fresh token along. Empty: nobody. */
export async function askSession() {
  const answer = await fetch(main().dataset.sessionAddress, { headers: { Accept: "application/json" } });
  const session = await answer.json();
  token = session.csrf;
  return session.name;
}

/** Show the small form, and resolve when somebody has signed in here or in another tab. */
export function signInAgain() {
  signingIn ??= new Promise((resolve) => {
    const box = /** @type {HTMLElement} */ (document.querySelector("[data-again]"));
    const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-again-form]"));
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    const finish = () => {
      const isHers = isHere(box);
      box.hidden = true;
      if (isHers && before?.isConnected) before.focus();
      form.removeEventListener("submit", onSubmit);
      removeEventListener("focus", onFocus);
      signingIn = null;
      resolve();
    };
    const onFocus = async () => {
      if (await askSession().catch(() => "")) finish();
    };
    const onSubmit = async (event) => {
      event.preventDefault();
      if (await signIn(form).catch(() => false)) finish();
    };
    form.addEventListener("submit", onSubmit);
    addEventListener("focus", onFocus);
    box.hidden = false;
    form.querySelector("[name=password]").focus();
  });
  return signingIn;
}

async function signIn(form) {
  await askSession();
  const body = new URLSearchParams(new FormData(form));
  body.set("csrfmiddlewaretoken", token);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  const said = await answer.json();
  form.querySelector("[data-wrong]").textContent = answer.ok ? "" : said.message || word("sign_in_failed");
  if (!answer.ok) return false;
  token = said.csrf;
  form.querySelector("[name=password]").value = "";
  return true;
}
