// Asks before something goes that cannot be had back: an approval over one's own open comment, and what was written in a
// dialog (a picture's title and description) that is closed.

const asked = /** @type {HTMLElement | null} */ (document.querySelector("script[data-ask-first]"))?.dataset ?? {};

/** Whether whoever looks at the page has a comment on it that nobody has resolved. */
function hasOpenComment() {
  const app = /** @type {any} */ (window).comments?.commentApp;
  if (!app) return false;
  const state = app.store.getState();
  const who = state.settings.user?.id;
  return [...app.selectors.selectComments(state).values()].some(
    (comment) => String(comment.author?.id) === String(who) && !comment.resolved && !comment.deleted && comment.mode !== "creating",
  );
}

/** Whether somebody wrote or chose something in the form of a dialog; what is looked for may go. @param {Element} dialog */
function hasWords(dialog) {
  const fields = dialog.querySelectorAll("form[method=post i] :is(input, textarea)");
  return [...fields].some((field) => {
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    if (!(field instanceof HTMLInputElement) || field.type === "hidden") return false;
    return field.type === "file" ? field.files?.length !== 0 : field.value !== field.defaultValue;
  });
}

/** @param {Event} event @param {string | undefined} words */
function holdUnless(event, words) {
  if (window.confirm(words)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** @param {Event} event */
function askBeforeApproval(event) {
  const button = event.target instanceof Element ? event.target.closest("[data-workflow-action-name=approve]") : null;
  if (button && hasOpenComment()) holdUnless(event, asked.openComment);
}

/** @param {Event} event */
function askBeforeClosing(event) {
  const dialog = document.querySelector(".modal.in");
  if (!dialog || !isClosing(event, dialog) || !hasWords(dialog)) return;
  holdUnless(event, asked.words);
}

/** By the key, the sign in the corner, or beside the dialog. @param {Event} event @param {Element} dialog */
function isClosing(event, dialog) {
  if (event instanceof KeyboardEvent) return event.key === "Escape";
  return event.target === dialog || (event.target instanceof Element && event.target.closest("[data-dismiss=modal]") !== null);
}

window.addEventListener("click", askBeforeApproval, { capture: true });
window.addEventListener("click", askBeforeClosing, { capture: true });
window.addEventListener("keyup", askBeforeClosing, { capture: true });
