// Says that a chosen pack is too large before anybody waits for it to be sent. Without script the server says it.

const input = /** @type {HTMLInputElement | null} */ (document.querySelector("input[type=file][data-most-bytes]"));
const form = input?.form;
const problem = form?.querySelector("[data-problem]");

input?.addEventListener("change", () => {
  const isLarge = (input.files?.[0]?.size ?? 0) > Number(input.dataset.mostBytes);
  input.toggleAttribute("aria-invalid", isLarge);
  if (problem) problem.textContent = isLarge ? (form?.dataset.tooLarge ?? "") : "";
});

form?.addEventListener("submit", (event) => {
  if (!problem?.textContent) return;
  event.preventDefault();
  input?.focus();
});
