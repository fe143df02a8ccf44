// The expert's page: keeps what is being written on the device, and sends it without leaving the page.

const KEEP_AFTER_MS = 250;
const ANSWER_WITHIN_MS = 20_000;
const WAITS_MS = [2_000, 4_000, 8_000, 15_000];
const FORGET_AFTER_MS = 60 * 24 * 3600 * 1_000;

/** @type {Record<string, string>} */
const words = JSON.parse(document.getElementById("words")?.textContent || "{}");
const say = (name, values = {}) => (words[name] ?? name).replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));

for (const form of document.querySelectorAll("form[data-sheet]")) begin(/** @type {HTMLFormElement} */ (form));

function begin(form) {
  const sheet = { form, name: `stoppress/expert/${field(form, "question").value}`, timer: 0, isSending: false };
  offer(sheet);
  form.addEventListener("input", () => {
    clearTimeout(sheet.timer);
    sheet.timer = setTimeout(() => keep(sheet), KEEP_AFTER_MS);
  });
  addEventListener("pagehide", () => sheet.timer && keep(sheet));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!sheet.isSending) send(sheet, /** @type {HTMLButtonElement} */ (event.submitter));
  });
  form.dataset.isReady = "yes";
}

function keep(sheet) {
  clearTimeout(sheet.timer); // one that came after the answer would say of what is handed in that it is kept
  sheet.timer = 0;
  const { form } = sheet;
  const kept = { text: field(form, "text").value, note: field(form, "note").value, seen: field(form, "seen").value, at: Date.now() };
  const isKept = attempt(() => localStorage.setItem(sheet.name, JSON.stringify(kept)));
  if (!sheet.isSending) state(form, isKept ? "kept" : "not_kept", say(isKept ? "kept" : "not_kept"));
}

/** What was written here before and not sent: in its place at once if nothing else was saved since, otherwise offered. */
function offer(sheet) {
  const { form } = sheet;
  const kept = attempt(() => JSON.parse(localStorage.getItem(sheet.name) ?? "null"));
  if (!kept || Date.now() - kept.at > FORGET_AFTER_MS || kept.text === field(form, "text").value) return;
  const at = new Date(kept.at);
  const [hh, mm] = [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, "0"));
  const time = say("clock", { h: at.getHours(), hh, mm });
  if (kept.seen === field(form, "seen").value) {
    fill(form, kept);
    return state(form, "kept", say("found", { time }));
  }
  const box = document.createElement("p");
  box.className = "note";
  box.append(say("offer", { time }), " ", button("take_up", () => (fill(form, kept), box.remove())), " ");
  box.append(button("throw_away", () => (attempt(() => localStorage.removeItem(sheet.name)), box.remove())));
  form.prepend(box);
}

function fill(form, kept) {
  field(form, "text").value = kept.text;
  field(form, "note").value = kept.note;
}

async function send(sheet, submitter) {
  const { form } = sheet;
  keep(sheet);
  sheet.isSending = true;
  clear(form);
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  body.set("act", submitter?.value ?? "save");
  lock(form, true);
  state(form, "sending", say("sending"));
  for (let tries = 0; ; tries++) {
    const { status, answer } = await once(body);
    if (status && status < 500 && status !== 429) {
      finish(sheet, status, answer, body);
      break;
    }
    state(form, "trying", say("trying"));
    await pause(WAITS_MS[Math.min(tries, WAITS_MS.length - 1)]);
  }
  sheet.isSending = false;
  lock(form, false);
}

async function once(body) {
  try {
    const response = await fetch(location.pathname, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return { status: response.status, answer: await response.json() };
  } catch {
    return { status: 0, answer: {} };
  }
}

function finish(sheet, status, answer, body) {
  const { form } = sheet;
  if (status === 200) {
    field(form, "seen").value = answer.seen;
    if (field(form, "text").value === body.get("text")) attempt(() => localStorage.removeItem(sheet.name));
    return state(form, body.get("act") === "hand-in" ? "handed-in" : "saved", answer.said);
  }
  if (answer.is_closed) return state(form, "closed", say("closed"));
  state(form, "refused", say("refused"));
  for (const [name, said] of Object.entries(answer.fields ?? {})) wrong(form, name, String(said));
  if (!Object.keys(answer.fields ?? {}).length) trouble(form, answer.message);
  if (answer.theirs === undefined) return;
  const box = /** @type {HTMLElement} */ (form.querySelector("[data-theirs]"));
  /** @type {HTMLTextAreaElement} */ (box.querySelector("textarea")).value = answer.theirs;
  box.hidden = false;
  field(form, "seen").value = answer.seen; // both are before the expert's eyes: what is sent next goes over it
}

function wrong(form, name, said) {
  const place = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
  if (!place) return trouble(form, said);
  place.querySelector("[data-wrong]").textContent = said;
  const input = place.querySelector("textarea, input");
  input.setAttribute("aria-invalid", "true");
  input.focus();
}

function trouble(form, said) {
  const box = form.querySelector("[data-trouble]");
  box.firstElementChild.textContent = said;
  box.hidden = false;
}

function clear(form) {
  form.querySelector("[data-trouble]").hidden = true;
  form.querySelector("[data-theirs]").hidden = true;
  for (const place of form.querySelectorAll("[data-wrong]")) place.textContent = "";
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

function state(form, name, said) {
  const output = form.querySelector("[data-state]");
  output.dataset.state = name;
  output.textContent = said;
}

function lock(form, isLocked) {
  for (const input of form.querySelectorAll("button, textarea:not([id^=theirs]), input[type=text]")) {
    if (input.matches("button")) input.disabled = isLocked;
    else input.readOnly = isLocked;
  }
}

function field(form, name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}

function button(name, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = say(name);
  element.addEventListener("click", act);
  return element;
}

/** Wait, but no longer than until the line is back. */
function pause(milliseconds) {
  return new Promise((resolve) => {
    const timer = setTimeout(over, milliseconds * (1 + Math.random() / 4));
    function over() {
      clearTimeout(timer);
      removeEventListener("online", over);
      resolve(undefined);
    }
    addEventListener("online", over);
  });
}

/** Storage may be full or forbidden; writing goes on without it. */
function attempt(act) {
  try {
    const result = act();
    return result === undefined ? true : result;
  } catch {
    return false;
  }
}
