// A reader goes through questions by keyboard: each way and deed of the page names its key. S leads to the note.
// Who speaks to the computer switches the letters off; the browser remembers it.

const KEPT = "reading-keys-off";

class ReadingKeys extends HTMLElement {
  connectedCallback() {
    this.pressed = (/** @type {KeyboardEvent} */ event) => this.press(event);
    document.addEventListener("keydown", this.pressed);
    const tick = this.tick;
    if (!tick) return;
    tick.checked = localStorage.getItem(KEPT) === null;
    tick.addEventListener("change", () => (tick.checked ? localStorage.removeItem(KEPT) : localStorage.setItem(KEPT, "1")));
  }

  disconnectedCallback() {
    if (this.pressed) document.removeEventListener("keydown", this.pressed);
  }

  get tick() { return /** @type {HTMLInputElement | null} */ (this.querySelector("[data-letters]")); }

  /** @param {KeyboardEvent} event */
  press(event) {
    const at = /** @type {Element} */ (event.target);
    // Whoever writes, writes letters; and keys of the browser stay the browser's.
    if (at.closest("textarea, select, [contenteditable], input:not([type=checkbox])")) return;
    if (!this.tick?.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const wanted = key === "s" ? this.querySelector("textarea") : this.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!(wanted instanceof HTMLElement)) return;
    event.preventDefault();
    if (key === "s") wanted.focus();
    else wanted.click();
  }
}

customElements.define("reading-keys", ReadingKeys);
