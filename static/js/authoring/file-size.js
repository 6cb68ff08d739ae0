// Says that a chosen file is too large before anybody waits for it to be sent. Without script the server says it.

const sent = /** @type {HTMLInputElement | null} */ (document.querySelector("input[type=file][data-most-bytes]"));
const tooLarge = /** @type {HTMLElement | null | undefined} */ (sent?.form?.querySelector("[data-problem]"));

sent?.addEventListener("change", () => {
  const isLarge = (sent.files?.[0]?.size ?? 0) > Number(sent.dataset.mostBytes);
  if (isLarge) sent.setAttribute("aria-invalid", "true");
  else sent.removeAttribute("aria-invalid");
  if (tooLarge) tooLarge.textContent = isLarge ? (sent.form?.dataset.tooLarge ?? "") : "";
});

sent?.form?.addEventListener("submit", (event) => {
  if (!tooLarge?.textContent) return;
  event.preventDefault();
  sent.focus();
});
