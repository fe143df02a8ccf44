// The share button of each post: the sheet of the device where it has one, else the address is copied, and that is seen and said.

const TOLD_MS = 4_000;

document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest(".share");
  if (button) share(/** @type {HTMLElement} */ (button));
});
document.documentElement.toggleAttribute("data-shares", true); // from now on the buttons can do something, and are seen

/** @param {HTMLElement} button */
async function share(button) {
  const post = button.closest("[data-part]");
  const address = /** @type {HTMLAnchorElement | null} */ (post?.querySelector(".moment a"))?.href;
  if (!address) return;
  const title = post?.querySelector("h2")?.textContent ?? document.querySelector("h1")?.textContent ?? "";
  if (!(await offer({ title, url: address }))) await copy(address, button);
}

/** Whether the device's own sheet took it; closing that sheet again is an answer, too. @param {ShareData} data */
async function offer(data) {
  if (!navigator.share || !(navigator.canShare?.(data) ?? true)) return false;
  try {
    await navigator.share(data);
    return true;
  } catch (error) {
    return /** @type {Error} */ (error).name === "AbortError";
  }
}

/** @param {string} address @param {HTMLElement} button */
async function copy(address, button) {
  try {
    await navigator.clipboard.writeText(address);
    tell(button);
  } catch {
    show(address, button); // an old browser, a page without https, or a reader who forbids it
  }
}

/** Seen at the button, and heard. @param {HTMLElement} button */
function tell(button) {
  const { copied = "" } = document.body.dataset;
  const words = button.textContent;
  if (words === copied) return;
  const status = document.querySelector("#status");
  button.textContent = copied;
  if (status) status.textContent = copied;
  setTimeout(() => {
    button.textContent = words;
    if (status?.textContent === copied) status.textContent = "";
  }, TOLD_MS);
}

/** The address, chosen and ready to be copied by hand. @param {string} address @param {HTMLElement} button */
function show(address, button) {
  const field = document.createElement("input");
  field.className = "address";
  field.value = address;
  field.readOnly = true;
  field.setAttribute("aria-label", document.body.dataset.copy ?? "");
  field.addEventListener("blur", () => field.remove());
  field.addEventListener("keydown", ({ key }) => key === "Escape" && button.focus());
  button.after(field);
  field.select();
  field.focus();
}
