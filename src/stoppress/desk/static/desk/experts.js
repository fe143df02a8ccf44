// The experts: copying a link that is shown once, and a word on a picture that is too large before it travels.

const LARGEST_BYTES = 1_000_000;

const link = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-made-link]"));
const copies = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-copies-link]"));

if (link && copies) {
  link.focus();
  link.select();
  copies.hidden = !navigator.clipboard;
  copies.addEventListener("click", async () => {
    await navigator.clipboard.writeText(link.value).catch(() => link.select());
    copies.textContent = copies.dataset.copiesLink;
  });
}

for (const input of document.querySelectorAll("input[data-picture]")) {
  input.addEventListener("change", () => {
    const file = /** @type {HTMLInputElement} */ (input).files?.[0];
    const size = (file?.size ?? 0) / 1_000_000;
    const said = file && file.size > LARGEST_BYTES ? input.dataset.tooLarge.replace("{size}", size.toFixed(1)) : "";
    /** @type {HTMLInputElement} */ (input).setCustomValidity(said);
    input.closest("[data-field]").querySelector("[data-wrong]").textContent = said;
  });
}
