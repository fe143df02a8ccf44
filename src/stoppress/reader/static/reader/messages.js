// Messages to this device: explained first, asked for by a click, and never by the page itself.

const ANSWER_WITHIN_MS = 15_000;

/** Show what is possible in this browser, and how things stand. @param {Element} section @param {Promise<ServiceWorker | null>} worker */
export async function offer(section, worker) {
  const form = /** @type {HTMLFormElement | null} */ (section.querySelector("form"));
  if (!form) return done(section, "over");
  const hinders = (await worker) ? hindrance() : isOnPhoneOfApple() ? "apple" : "unsupported";
  if (hinders) return done(section, hinders);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const isStop = event.submitter?.hasAttribute("data-stop") ?? false;
    const wish = (/** @type {string} */ name) => !isStop && !!form.querySelector(`[name="${name}"]:checked`);
    attempt(section, () => change(section, { key_events: wish("key_events"), corrections: wish("corrections") }));
  });
  const held = await subscription();
  if (held) await attempt(section, async () => show(section, await ask(section, { endpoint: held.endpoint })));
  done(section, "ready");
}

/** @param {Element} section @param {string} name */
function done(section, name) {
  for (const part of section.querySelectorAll("[data-case]")) part.toggleAttribute("hidden", part.getAttribute("data-case") !== name);
  section.setAttribute("data-is", name);
}

function hindrance() {
  if (isOnPhoneOfApple() && !matchMedia("(display-mode: standalone)").matches) return "apple";
  if (!("PushManager" in window && "Notification" in window)) return "unsupported";
  return Notification.permission === "denied" ? "denied" : "";
}

function isOnPhoneOfApple() {
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
}

/** @typedef {{key_events: boolean, corrections: boolean}} Wishes */

/** @param {Element} section @param {Wishes} wishes */
async function change(section, wishes) {
  const held = await subscription();
  if (!wishes.key_events && !wishes.corrections) {
    if (held) await ask(section, { endpoint: held.endpoint, ...wishes });
    show(section, wishes);
    return say(section, held ? "stopped" : "nothing");
  }
  say(section, "asking");
  if ((await Notification.requestPermission()) !== "granted") return Notification.permission === "denied" ? done(section, "denied") : say(section, "refused");
  const fresh = await subscribed(section, held);
  show(section, await ask(section, { ...fresh.toJSON(), ...wishes }));
  say(section, "saved");
}

/** The subscription under the newsroom's key of now: after a change of that key, another one. @param {Element} section @param {PushSubscription | null} held */
async function subscribed(section, held) {
  const key = bytes(section.getAttribute("data-key") ?? "");
  const known = new Uint8Array(held?.options.applicationServerKey ?? new ArrayBuffer(0));
  if (held && known.length === key.length && known.every((byte, index) => byte === key[index])) return held;
  await held?.unsubscribe();
  const { pushManager } = await navigator.serviceWorker.ready;
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function subscription() {
  return (await navigator.serviceWorker.ready).pushManager.getSubscription();
}

/** Tell the newsroom, or ask how things stand there. @param {Element} section @param {object} body @returns {Promise<Wishes>} */
async function ask(section, body) {
  const answer = await fetch(section.getAttribute("data-address") ?? "", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    credentials: "omit",
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Refused(said.message);
  return said;
}

class Refused extends Error {}

/** Do it; whatever goes wrong is said in words that a reader can use. @param {Element} section @param {() => Promise<void>} work */
async function attempt(section, work) {
  const buttons = section.querySelectorAll("button");
  for (const button of buttons) button.toggleAttribute("disabled", true);
  try {
    await work();
  } catch (error) {
    if (error instanceof Refused) say(section, "", error.message);
    else say(section, navigator.onLine ? "failed" : "lost");
  }
  for (const button of buttons) button.toggleAttribute("disabled", false);
}

/** Boxes and buttons as things stand. @param {Element} section @param {Wishes} wishes */
function show(section, wishes) {
  const isFollowing = wishes.key_events || wishes.corrections;
  section.toggleAttribute("data-is-followed", isFollowing);
  for (const part of section.querySelectorAll("[data-when]")) part.toggleAttribute("hidden", (part.getAttribute("data-when") === "followed") !== isFollowing);
  if (!isFollowing) return;
  for (const [name, is] of Object.entries(wishes)) {
    const box = /** @type {HTMLInputElement | null} */ (section.querySelector(`[name="${name}"]`));
    if (box) box.checked = is;
  }
}

/** @param {Element} section @param {string} name @param {string} [words] */
function say(section, name, words) {
  const state = /** @type {Element} */ (section.querySelector("[data-said]"));
  state.textContent = words ?? state.getAttribute(`data-${name}`);
  section.setAttribute("data-told", name || "refused");
}

/** @param {string} text base64 for addresses */
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
