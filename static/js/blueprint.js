// Adds up the rows of a blueprint while they are written. Without script the form's own buttons do it.

class BlueprintTotals extends HTMLElement {
  connectedCallback() {
    this.closest("form")?.addEventListener("input", () => this.add());
  }

  add() {
    const form = /** @type {HTMLFormElement} */ (this.closest("form"));
    /** @param {string} name */
    const values = (name) => [...form.querySelectorAll(`input[name="${name}"]`)].map((field) => Number(/** @type {HTMLInputElement} */ (field).value) || 0);
    const counts = values("count");
    const marks = values("marks");
    // Marks have at most two digits: whole hundredths add up without a remainder.
    const sum = counts.reduce((total, count, row) => total + count * Math.round((marks[row] ?? 0) * 100), 0) / 100;
    this.say("[data-count]", counts.reduce((total, count) => total + count, 0));
    this.say("[data-marks]", sum);
  }

  /** @param {string} selector @param {number} value */
  say(selector, value) {
    const place = this.querySelector(selector);
    if (place && place.textContent !== String(value)) place.textContent = String(value);
  }
}

customElements.define("blueprint-totals", BlueprintTotals);
