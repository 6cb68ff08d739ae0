// What every page gets: menus that close, dialogs that open, printing, no double sending, focus on errors.
// Everything here is an improvement; the pages work without it.

/** @param {Event} event @param {string} selector @returns {HTMLElement | null} */
const hit = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

document.addEventListener("click", (event) => {
  const opener = hit(event, "[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens ?? "");
    if (dialog instanceof HTMLDialogElement) dialog.showModal();
  }
  const closer = hit(event, "[data-closes]");
  if (closer) closer.closest("dialog")?.close();
  if (hit(event, "[data-prints]")) window.print();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(/** @type {Node} */ (event.target))) menu.removeAttribute("open");
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.removeAttribute("open");
    menu.querySelector("summary")?.focus();
  }
});

// A second click while the first answer is on its way sends nothing; after three seconds it may be tried again.
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 3000);
});

// The back button must not show a private page of somebody who has signed out.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.body.classList.contains("is-private")) location.reload();
});

const summary = document.querySelector(".error-summary");
if (summary instanceof HTMLElement) summary.focus();
