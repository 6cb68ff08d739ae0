// A reader goes through questions by keyboard: each way and deed of the page names its key. S leads to the note.
// Who speaks to the computer switches the letters off; the browser remembers it. A key that is pressed while the next
// page is on its way is not lost: it is done there, when that question has stood before the eyes. Approving never is.
import { carry, waiting } from "./carried-keys.js";

const KEPT = "reading-keys-off";
const CARRIED = ["n", "j", "k"];
const SEEN_AFTER = 400; // ms

class ReadingKeys extends HTMLElement {
  connectedCallback() {
    this.isLeaving = false;
    this.pressed = (/** @type {KeyboardEvent} */ event) => this.press(event);
    document.addEventListener("keydown", this.pressed);
    window.addEventListener("pageshow", () => { this.isLeaving = false; });
    // Whoever chooses otherwise, or begins to write, is not led away.
    this.addEventListener("click", (event) => { if (event.isTrusted) this.stay(); });
    this.addEventListener("focusin", (event) => { if (event.target === this.note) this.stay(); });
    this.goOn();
    const tick = this.tick;
    if (!tick) return;
    tick.checked = localStorage.getItem(KEPT) === null;
    tick.addEventListener("change", () => (tick.checked ? localStorage.removeItem(KEPT) : localStorage.setItem(KEPT, "1")));
  }

  disconnectedCallback() {
    this.stay();
    if (this.pressed) document.removeEventListener("keydown", this.pressed);
  }

  get tick() { return /** @type {HTMLInputElement | null} */ (this.querySelector("[data-letters]")); }
  get note() { return this.querySelector("textarea"); }

  /** @param {KeyboardEvent} event */
  press(event) {
    const at = /** @type {Element} */ (event.target);
    // Whoever writes, writes letters; and keys of the browser stay the browser's.
    if (at.closest("textarea, select, [contenteditable], input:not([type=checkbox])")) return;
    if (!this.tick?.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const key = event.key.toLowerCase();
    const wanted = key === "s" ? this.note : this.wayOf(key);
    if (!(wanted instanceof HTMLElement)) return;
    event.preventDefault();
    if (key === "s") wanted.focus();
    else if (!this.isLeaving && this.timer === undefined) this.leave(wanted);
    else if (CARRIED.includes(key)) carry([...waiting(), key]);
  }

  /** @param {string} key */
  wayOf(key) { return this.querySelector(`[data-key="${CSS.escape(key)}"]`); }

  /** @param {HTMLElement} way */
  leave(way) {
    this.isLeaving = true;
    way.click();
  }

  /** Do what was pressed before this page came; of a refusal the reader hears first. */
  goOn() {
    const [key, ...others] = this.querySelector("[role=alert]") ? [] : waiting();
    carry(others);
    if (key === undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const way = this.wayOf(key);
      if (way instanceof HTMLElement) this.leave(way);
    }, SEEN_AFTER);
  }

  stay() {
    clearTimeout(this.timer);
    this.timer = undefined;
    carry([]);
  }
}

customElements.define("reading-keys", ReadingKeys);
