// Keys a sheet: each question is saved when it is left, and said to be saved only when the server has kept it.
// Without this module it is a plain form with a button. One question after the other; what was typed last arrives last.

import { sendKept } from "./kept-answer.js";

class PaperKeying extends HTMLElement {
  /** @type {Map<Element, string>} */
  saved = new Map();
  last = Promise.resolve();

  connectedCallback() {
    this.form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    this.inputs = /** @type {HTMLInputElement[]} */ ([...this.form.querySelectorAll("input[name^='q-'], textarea")]);
    this.fields = [...this.form.querySelectorAll("fieldset")];
    for (const field of this.fields) {
      this.saved.set(field, this.content(field, "defaultValue"));
      field.addEventListener("change", () => this.queue(field));
    }
    this.form.addEventListener("keydown", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (event.key !== "Enter" || event.isComposing || !target.matches("input")) return;
      event.preventDefault();
      this.next(target);
    });
    addEventListener("online", () => this.again());
    setInterval(() => this.again(), 5000);
    addEventListener("beforeunload", (event) => {
      if (!this.isLeaving && this.unsaved().length) event.preventDefault();
    });
    this.form.addEventListener("submit", () => (this.isLeaving = true));
    if (!this.form.contains(document.activeElement)) (this.inputs.find((input) => !input.value) ?? this.inputs[0])?.focus();
    this.again();
  }

  /**
   * What stands in a question; with "defaultValue" what the server sent, whatever was typed before this module ran.
   *
   * @param {Element} field
   * @param {"value" | "defaultValue"} kind
   */
  content(field, kind = "value") {
    return JSON.stringify([...field.querySelectorAll("input, textarea")].map((one) => /** @type {HTMLInputElement} */ (one)[kind]));
  }

  unsaved() {
    return this.fields?.filter((field) => this.saved.get(field) !== this.content(field)) ?? [];
  }

  again() {
    const here = document.activeElement?.closest("fieldset");
    for (const field of this.unsaved()) if (field !== here) this.queue(field);
  }

  /**
   * Only Enter goes on. A field that went on by itself after one sign made who presses Enter as well leave every other
   * question out, and two people who do the same agree on it.
   *
   * @param {HTMLElement} input
   */
  next(input) {
    const at = this.inputs?.indexOf(/** @type {HTMLInputElement} */ (input)) ?? -1;
    const following = this.inputs?.[at + 1] ?? this.form?.querySelector("[name=finish]");
    /** @type {HTMLElement} */ (following)?.focus();
    if (following instanceof HTMLInputElement) following.select();
  }

  /** @param {Element} field */
  queue(field) {
    this.last = this.last.then(() => this.send(field)).catch(() => undefined); // one failure stops nothing after it
  }

  /** @param {Element} field */
  async send(field) {
    const wanted = this.content(field);
    if (this.saved.get(field) === wanted) return;
    const inputs = /** @type {HTMLInputElement[]} */ ([...field.querySelectorAll("input, textarea")]);
    const body = () => inputs.reduce((data, input) => (data.append(input.name, input.value), data), new FormData());
    const token = /** @type {HTMLInputElement} */ (this.form?.elements.namedItem("csrfmiddlewaretoken"));
    const { told, isKept, isSignedOut } = await sendKept([token], body);
    if (isKept) this.saved.set(field, wanted);
    this.say(field, told, isKept, isSignedOut);
  }

  /** @param {Element} field @param {any} told @param {boolean} isKept @param {boolean} isSignedOut */
  say(field, told, isKept, isSignedOut) {
    const state = /** @type {HTMLElement} */ (this.querySelector("[data-state]"));
    // What the server has of one question says nothing of others that it did not take.
    const here = document.activeElement?.closest("fieldset");
    const others = this.unsaved().filter((one) => one !== here && one !== field).length;
    const kept = others ? `${told?.saved} · ${this.dataset.unsaved} ${others}` : told?.saved;
    state.toggleAttribute("data-bad", !isKept || others > 0);
    state.textContent = isKept ? kept : (told?.errors?.join(" ") ?? (isSignedOut ? this.dataset.signedOut : this.dataset.notSaved));
    if (!isKept) return;
    field.toggleAttribute("data-bad", Boolean(told.problem));
    /** @type {HTMLElement} */ (field.querySelector("[data-problem]")).textContent = told.problem;
    /** @type {HTMLElement} */ (this.querySelector("[data-typed]")).textContent = told.typed;
  }
}

customElements.define("paper-keying", PaperKeying);
