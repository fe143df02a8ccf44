// Passkeys: making one on the account page, opening with one where one signs in. Everything else works without this.

const bytesOf = (/** @type {string} */ words) =>
  Uint8Array.from(atob(words.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const wordsOf = (/** @type {ArrayBuffer} */ bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** @param {HTMLFormElement} form */
const post = (form, /** @type {string} */ address, /** @type {Record<string, string>} */ more = {}) => {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  return fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
};

const known = (/** @type {any[]} */ keys = []) => keys.map((key) => ({ ...key, id: bytesOf(key.id) }));

/** @param {any} options */
async function make(options) {
  const publicKey = {
    ...options,
    challenge: bytesOf(options.challenge),
    user: { ...options.user, id: bytesOf(options.user.id) },
    excludeCredentials: known(options.excludeCredentials ?? []),
  };
  const made = /** @type {any} */ (await navigator.credentials.create({ publicKey }));
  return answerOf(made, {
    attestationObject: wordsOf(made.response.attestationObject),
  });
}

/** @param {any} options */
async function open(options) {
  const publicKey = {
    ...options,
    challenge: bytesOf(options.challenge),
    allowCredentials: known(options.allowCredentials ?? []),
  };
  const shown = /** @type {any} */ (await navigator.credentials.get({ publicKey }));
  const { authenticatorData, signature, userHandle } = shown.response;
  return answerOf(shown, {
    authenticatorData: wordsOf(authenticatorData),
    signature: wordsOf(signature),
    ...(userHandle ? { userHandle: wordsOf(userHandle) } : {}),
  });
}

/** @param {any} credential */
function answerOf(credential, /** @type {Record<string, string>} */ more) {
  return JSON.stringify({
    id: credential.id,
    rawId: wordsOf(credential.rawId),
    type: credential.type,
    response: { clientDataJSON: wordsOf(credential.response.clientDataJSON), ...more },
    clientExtensionResults: {},
  });
}

/**
 * Ask the server what to ask, let the device answer, and go where the server says.
 * @param {HTMLFormElement} form
 * @param {(options: any) => Promise<string>} askDevice
 */
async function go(form, askDevice) {
  const { options, to, cancelled } = /** @type {any} */ (form.dataset);
  const wrong = form.querySelector("[data-wrong]");
  wrong.textContent = "";
  try {
    const asked = await post(form, options);
    const told = await asked.json();
    if (!asked.ok) return told.to ? location.assign(told.to) : (wrong.textContent = told.message);
    const answered = await post(form, to, { answer: await askDevice(told.publicKey) });
    const said = await answered.json();
    if (said.to) return location.assign(said.to.split("#")[0] === location.pathname ? location.pathname : said.to);
    wrong.textContent = said.message;
  } catch {
    wrong.textContent = cancelled;
  }
}

for (const [mark, askDevice] of /** @type {[string, (options: any) => Promise<string>][]} */ ([
  ["[data-adds-passkey]", make],
  ["[data-opens-by-passkey]", open],
])) {
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll(mark))) {
    form.hidden = !window.PublicKeyCredential;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go(form, askDevice);
    });
  }
}
document.documentElement.dataset.passkeysAreReady = "";
