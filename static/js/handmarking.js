// Saves a mark as soon as its field is left, or Enter is pressed, and says so only when the server has kept it.
// Without this module each answer is a plain form. A mark that is sent again goes under the same key.

import { sendKept } from "./kept-answer.js";

/** @param {HTMLFormElement} form @param {string} name */
const field = (form, name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

/** @param {HTMLFormElement} form */
const content = (form) => `${field(form, "marks").value}\n${field(form, "comment").value.trim()}`;

// What the server sent: somebody may have typed before this module ran, or the browser put back what stood here.
/** @param {HTMLFormElement} form */
const contentSent = (form) => `${field(form, "marks").defaultValue}\n${field(form, "comment").defaultValue.trim()}`;

// Also where a page came over plain HTTP, which has no randomUUID.
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

class HandMarking extends HTMLElement {
  /** @type {Map<HTMLFormElement, {saved: string, tried: string}>} */
  forms = new Map();
  /** @type {Promise<boolean>} */
  last = Promise.resolve(true);

  connectedCallback() {
    for (const form of this.querySelectorAll("form")) {
      this.forms.set(form, { saved: contentSent(form), tried: "" });
      form.addEventListener("change", () => void this.save(form));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        void this.save(form).then((isKept) => isKept && this.next(form));
      });
    }
    for (const form of this.forms.keys()) if (!form.contains(document.activeElement)) void this.save(form);
    if (!this.contains(document.activeElement)) this.next(null);
    addEventListener("beforeunload", (event) => this.hasUnsaved() && event.preventDefault());
  }

  hasUnsaved() {
    return [...this.forms].some(([form, known]) => known.saved !== content(form));
  }

  /** @param {HTMLFormElement | null} form Goes to the next answer without a mark, else to the next answer. */
  next(form) {
    const all = [...this.forms.keys()];
    const after = all.slice(form ? all.indexOf(form) + 1 : 0);
    const wanted = after.find((other) => !field(other, "marks").value) ?? (form && after[0]);
    if (wanted) field(wanted, "marks").focus();
  }

  /** @param {HTMLFormElement} form One after the other: the mark that was typed last arrives last. */
  save(form) {
    this.last = this.last.then(() => this.send(form)).catch(() => false); // one failure stops nothing after it
    return this.last;
  }

  /** @param {HTMLFormElement} form */
  async send(form) {
    const known = /** @type {{saved: string, tried: string}} */ (this.forms.get(form));
    const wanted = content(form);
    if (wanted === known.saved) return true;
    // What is no number reads as empty, and empty takes a mark back: that is asked for by an empty field only.
    if (field(form, "marks").validity.badInput) return this.say(form, this.dataset.noNumber, false);
    if (wanted !== known.tried) field(form, "client_key").value = newKey();
    known.tried = wanted;
    const tokens = [...this.forms.keys()].map((one) => field(one, "csrfmiddlewaretoken"));
    const { told, isKept, isSignedOut } = await sendKept(tokens, () => new FormData(form));
    if (isKept) known.saved = wanted;
    if (isKept) this.show(told);
    const lost = isSignedOut ? this.dataset.signedOut : this.dataset.notSaved;
    return this.say(form, isKept ? told.saved : told?.errors?.join(" ") ?? lost, isKept);
  }

  /** @param {HTMLFormElement} form @param {string | undefined} words @param {boolean} isKept */
  say(form, words, isKept) {
    const state = /** @type {HTMLElement} */ (form.querySelector("[data-state]"));
    state.toggleAttribute("data-bad", !isKept);
    state.textContent = words ?? "";
    return isKept;
  }

  /** @param {{marked: number, progress: string}} told */
  show({ marked, progress }) {
    const bar = /** @type {HTMLProgressElement} */ (this.querySelector("progress"));
    bar.value = marked;
    bar.setAttribute("aria-valuetext", progress);
    const words = this.querySelector(".progress__head strong");
    if (words) words.textContent = progress;
  }
}

customElements.define("hand-marking", HandMarking);
