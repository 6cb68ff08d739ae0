// Says that a chosen pack is too large before anybody waits for it to be sent. Without script the server says it.

const pack = /** @type {HTMLInputElement | null} */ (document.querySelector("input[type=file][data-most-bytes]"));
const tooLarge = /** @type {HTMLElement | null | undefined} */ (pack?.form?.querySelector("[data-problem]"));

pack?.addEventListener("change", () => {
  const isLarge = (pack.files?.[0]?.size ?? 0) > Number(pack.dataset.mostBytes);
  if (isLarge) pack.setAttribute("aria-invalid", "true");
  else pack.removeAttribute("aria-invalid");
  if (tooLarge) tooLarge.textContent = isLarge ? (pack.form?.dataset.tooLarge ?? "") : "";
});

pack?.form?.addEventListener("submit", (event) => {
  if (!tooLarge?.textContent) return;
  event.preventDefault();
  pack.focus();
});
