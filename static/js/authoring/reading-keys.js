// A reader goes through questions by keyboard: each way and deed of the page names its key. S leads to the note.

class ReadingKeys extends HTMLElement {
  connectedCallback() {
    this.pressed = (/** @type {KeyboardEvent} */ event) => this.press(event);
    document.addEventListener("keydown", this.pressed);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.pressed);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const at = /** @type {Element} */ (event.target);
    // Whoever writes, writes letters; and keys of the browser stay the browser's.
    if (at.closest("input, textarea, select, [contenteditable]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const wanted = key === "s" ? this.querySelector("textarea") : this.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!(wanted instanceof HTMLElement)) return;
    event.preventDefault();
    if (key === "s") wanted.focus();
    else wanted.click();
  }
}

customElements.define("reading-keys", ReadingKeys);
