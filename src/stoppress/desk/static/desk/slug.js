// The page that makes a live blog: proposes the address from the headline, as long as nobody has typed one, and the zone; Ctrl+Enter sends.

const LONGEST = 60;
const headline = /** @type {HTMLTextAreaElement} */ (document.querySelector("[name=headline]"));
const slug = /** @type {HTMLInputElement} */ (document.querySelector("[name=slug]"));

headline.addEventListener("input", () => {
  if (!slug.dataset.isTyped) slug.value = propose(headline.value);
});
slug.addEventListener("input", () => {
  slug.dataset.isTyped = slug.value ? "yes" : "";
});
if (slug.value) slug.dataset.isTyped = "yes";

headline.form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
  event.preventDefault();
  headline.form.requestSubmit();
});

const zone = /** @type {HTMLInputElement} */ (document.querySelector("[name=zone]"));
if (zone.value === "UTC") zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** @param {string} words */
function propose(words) {
  const plain = words.replace(/ß/g, "ss").normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase().replace(/'/g, "");
  let name = "";
  for (const part of plain.match(/[a-z0-9]+/g) ?? []) {
    const longer = name ? `${name}-${part}` : part.slice(0, LONGEST);
    if (longer.length > LONGEST) break;
    name = longer;
  }
  return name;
}
