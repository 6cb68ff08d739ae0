// What an author sends waits for the draft that is still on its way.
//
// The browser breaks off an autosave when the form is sent, but the server goes on with it: it may write its older text
// after what was sent, and an answer page that refuses what was sent then stands on a draft that is no longer the
// newest, so that Wagtail pauses autosave for good. For the same reason no draft begins while what was sent is on its
// way. A network that is away holds nobody longer than `PATIENCE`.

const PATIENCE = 10_000;
const POLL = 50;
/** @type {WeakSet<HTMLFormElement>} */
const waiting = new WeakSet();
/** @type {WeakSet<HTMLFormElement>} */
const sending = new WeakSet();

/** @param {SubmitEvent} event */
function waitForDraft(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || sending.has(form) || !isSaving(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (waiting.has(form)) return;
  waiting.add(form);
  const button = event.submitter;
  void saved(form).then(() => send(form, button instanceof HTMLButtonElement ? button : null));
}

/** @param {HTMLFormElement} form */
function isSaving(form) {
  const { app } = /** @type {any} */ (window).wagtail;
  return Boolean(app.getControllerForElementAndIdentifier(form, "w-autosave")?.submitPromise);
}

/**
 * Wait for the draft; whoever types meanwhile begins no further one, as all of it is sent at once.
 *
 * @param {HTMLFormElement} form
 */
async function saved(form) {
  const end = Date.now() + PATIENCE;
  form.addEventListener("w-autosave:save", refuse);
  while (isSaving(form) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, POLL));
  form.removeEventListener("w-autosave:save", refuse);
}

/** @param {Event} event */
function refuse(event) {
  event.preventDefault();
}

/**
 * Begin no draft of what is being sent, until its answer replaces the page; whoever stopped that goes on with drafts.
 *
 * @param {SubmitEvent} event
 */
function beginNoDraft(event) {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
  form.addEventListener("w-autosave:save", refuse);
  setTimeout(() => form.removeEventListener("w-autosave:save", refuse), PATIENCE);
}

/**
 * Send the form as this button would have; Wagtail has disabled the button, whose name would then be left out.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement | null} button
 */
function send(form, button) {
  const wasDisabled = button?.disabled ?? false;
  if (button) button.disabled = false;
  waiting.delete(form);
  sending.add(form);
  try {
    form.requestSubmit(button);
  } finally {
    sending.delete(form);
    if (button) button.disabled = wasDisabled;
  }
}

// What is sent by a call of `submit`, as Wagtail does after a reviewer's comment, passes no listener and stops nobody who
// leaves with something unsaved; so it is asked for in the way that a button asks.
for (const form of document.querySelectorAll("form[data-edit-form]")) {
  if (form instanceof HTMLFormElement) form.submit = () => form.requestSubmit();
}
// Before any other listener: none may act on what is not sent yet.
window.addEventListener("submit", waitForDraft, { capture: true });
// After every other: one of them may have held it back.
window.addEventListener("submit", beginNoDraft);
