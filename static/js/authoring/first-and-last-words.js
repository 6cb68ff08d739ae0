// What is written while Wagtail does not look is unsaved too.
//
// Wagtail begins to compare two seconds after a page opens, and takes what stands there then for what was saved; and
// whenever a draft is kept it takes what stands there at that moment for that draft, though it was sent a second before.
// What is written in between would neither be saved nor asked for when the page is left.

const FIRST_TOUCHES = ["pointerdown", "keydown", "beforeinput", "drop"];
/**
 * What the server is known to hold of each form: what stood there before the first touch, then what was sent last.
 * @type {WeakMap<HTMLFormElement, string>}
 */
const kept = new WeakMap();
/** @type {WeakMap<HTMLFormElement, string>} */
const onTheWay = new WeakMap();

/** @param {EventTarget | null} target */
function editorOf(target) {
  const form = target instanceof Element ? target.closest("form") : null;
  const { app } = /** @type {any} */ (window).wagtail;
  return { form, editor: form && app.getControllerForElementAndIdentifier(form, "w-unsaved") };
}

/** @param {Event} event */
function noteFirstTouch(event) {
  const { form, editor } = editorOf(event.target);
  if (!form || !editor || kept.has(form)) return;
  kept.set(form, editor.initialFormData ?? editor.formData);
  if (!editor.initialFormData) editor.setInitialFormData();
}

/** A draft that somebody held back is not sent, so nothing is known of it. @param {Event} event */
function noteWhatIsSent(event) {
  if (event.defaultPrevented) return;
  const { form, editor } = editorOf(event.target);
  if (form && editor) onTheWay.set(form, editor.formData);
}

/**
 * The answer to a draft: what was sent is kept, in the form that the server gave it.
 *
 * @param {Event} event
 */
function noteWhatIsKept(event) {
  const { form, editor } = editorOf(event.target);
  const draft = form && onTheWay.get(form);
  if (!form || !editor || draft === undefined || draft === null) return;
  const given = /** @type {CustomEvent} */ (event).detail?.response?.field_updates ?? {};
  const [then, now] = [new URLSearchParams(draft), new URLSearchParams(editor.formData)];
  for (const name of Object.keys(given)) if (now.has(name)) then.set(name, now.get(name) ?? "");
  kept.set(form, then.toString());
  // When Wagtail has noted the draft, and nothing waits in it any more.
  setTimeout(() => editor.check());
}

/** @param {Event} event */
function compareWithWhatIsKept(event) {
  const { form, editor } = editorOf(event.target);
  const base = form && kept.get(form);
  if (editor && base) editor.initialFormData = base;
}

for (const name of FIRST_TOUCHES) window.addEventListener(name, noteFirstTouch, { capture: true });
// After everybody who may hold it back.
window.addEventListener("w-autosave:save", noteWhatIsSent);
document.addEventListener("w-autosave:success", noteWhatIsKept, { capture: true });
document.addEventListener("w-unsaved:watch-edits", compareWithWhatIsKept);
