// An answer page that refuses what was sent goes on saving by itself.
//
// Wagtail marks the editor of such a page as holding unsaved changes, saves it once when it opens, and then looks at it
// no more: what is typed later would be lost below a header that says “saved”. So it is looked at here, as often as
// Wagtail looks at any other editor; the mark stays until something is saved, and nobody leaves the page unasked.

const EVERY = 500;
/** @type {WeakSet<HTMLFormElement>} */
const watched = new WeakSet();

/** @param {Event} event */
function watchOn(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.wUnsavedForceValue !== "true" || watched.has(form)) return;
  watched.add(form);
  setInterval(() => look(form), EVERY);
}

/** @param {HTMLFormElement} form */
function look(form) {
  const { app } = /** @type {any} */ (window).wagtail;
  const editor = app.getControllerForElementAndIdentifier(form, "w-unsaved");
  if (editor === null) return;
  if (!editor.initialFormData) editor.setInitialFormData();
  editor.check();
}

document.addEventListener("w-unsaved:ready", watchOn);
