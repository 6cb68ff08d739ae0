// Keys a sheet: each question is saved when it is left, and said to be saved only when the server has kept it.
// Without this module it is a plain form with a button. One question after the other; what was typed last arrives last.

// A connection that hangs is a failure after so long: the questions behind it wait meanwhile.
const KEPT_WITHIN_MS = 10_000;

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
    const body = new FormData();
    for (const input of field.querySelectorAll("input, textarea")) {
      body.append(/** @type {HTMLInputElement} */ (input).name, /** @type {HTMLInputElement} */ (input).value);
    }
    const token = /** @type {HTMLInputElement} */ (this.form?.elements.namedItem("csrfmiddlewaretoken"));
    const headers = { Accept: "application/json", "X-CSRFToken": token.value };
    const request = { method: "POST", body, headers, signal: AbortSignal.timeout(KEPT_WITHIN_MS) };
    const answer = await fetch(location.href, request).catch(() => null);
    const told = await answer?.json().catch(() => null);
    const isKept = Boolean(answer?.ok && told);
    if (isKept) this.saved.set(field, wanted);
    this.say(field, told, isKept);
  }

  /** @param {Element} field @param {any} told @param {boolean} isKept */
  say(field, told, isKept) {
    const state = /** @type {HTMLElement} */ (this.querySelector("[data-state]"));
    state.toggleAttribute("data-bad", !isKept);
    state.textContent = isKept ? told.saved : (told?.errors?.join(" ") ?? this.dataset.notSaved);
    if (!isKept) return;
    field.toggleAttribute("data-bad", Boolean(told.problem));
    /** @type {HTMLElement} */ (field.querySelector("[data-problem]")).textContent = told.problem;
    /** @type {HTMLElement} */ (this.querySelector("[data-typed]")).textContent = told.typed;
  }
}

customElements.define("paper-keying", PaperKeying);
