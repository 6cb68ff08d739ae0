// Buttons with data-insert put their words into the text that was written in last: a gap, or the mark of a picture.

/** @param {HTMLElement} editor @param {() => void} changed */
export function letInsert(editor, changed) {
  /** @type {HTMLTextAreaElement | undefined} */
  let last;
  editor.addEventListener("focusin", (event) => {
    const field = /** @type {HTMLTextAreaElement} */ (event.target);
    if (field.matches("textarea, input[type=text]")) last = field;
  });
  editor.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-insert]");
    const words = button instanceof HTMLElement ? button.dataset.insert : "";
    const field = last?.isConnected ? last : editor.querySelector("textarea");
    if (!words || !field) return;
    field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    changed();
  });
}
