// <kept-form>: a form of words that must not be lost when the session has ended meanwhile. It leaves its page only when the server
// has kept what it says; else the words stay, and the page says why. Without this module it is a plain form.

import { sendKept } from "./kept-answer.js";

class KeptForm extends HTMLElement {
  form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
  state = /** @type {HTMLElement} */ (this.querySelector("[data-state]"));
  written = "";
  isSending = false;
  isLeaving = false;

  connectedCallback() {
    this.written = this.content();
    this.form.addEventListener("submit", (event) => {
      if (this.isLeaving) return;
      event.preventDefault();
      void this.send(event.submitter);
    });
    addEventListener("beforeunload", (event) => this.hasUnsaved() && event.preventDefault());
  }

  content() {
    const fields = [...new FormData(this.form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    return JSON.stringify(fields);
  }

  hasUnsaved() {
    return !this.isLeaving && this.content() !== this.written;
  }

  /** @param {HTMLElement | null} button the one that was pressed: of two, it says which. */
  async send(button) {
    if (this.isSending) return;
    this.isSending = true;
    const token = /** @type {HTMLInputElement} */ (this.form.elements.namedItem("csrfmiddlewaretoken"));
    const { told, isKept, isSignedOut } = await sendKept([token], () => new FormData(this.form, button)).finally(() => (this.isSending = false));
    if (told) this.leave(isKept ? told.url : null, button);
    else this.state.textContent = (isSignedOut ? this.dataset.signedOut : this.dataset.notSaved) ?? "";
  }

  /**
   * @param {string | null} url where to go on; without one the server draws what is wrong beside the fields.
   * @param {HTMLElement | null} button
   */
  leave(url, button) {
    this.isLeaving = true;
    if (url) location.assign(url);
    else this.form.requestSubmit(button);
  }
}

customElements.define("kept-form", KeptForm);
