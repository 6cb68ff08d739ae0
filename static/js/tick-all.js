// Ticks all people of a list or nobody, and says how many are chosen. Without script the buttons ask the server.
// Whoever was chosen on another page of the list is carried hidden: they count, and are let go by "nobody".

class TickAll extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.press(event));
    this.addEventListener("change", () => this.chosen());
    this.say();
  }

  get boxes() { return [.../** @type {NodeListOf<HTMLInputElement>} */ (this.querySelectorAll("input[type=checkbox]"))]; }

  get elsewhere() { return this.querySelectorAll("input[type=hidden][data-chosen]"); }

  /** @param {Event} event */
  press(event) {
    const button = /** @type {Element} */ (event.target).closest("button[name=tick]");
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    for (const box of this.boxes) box.checked = button.value === "all";
    if (button.value === "none") for (const field of this.elsewhere) field.remove();
    this.chosen();
  }

  /** Somebody chose anew; on loading nobody did, and what the server said is still to be read. */
  chosen() {
    this.say();
    if (this.boxes.some((box) => box.checked)) this.forgive();
  }

  say() {
    const place = this.querySelector("output");
    const count = this.elsewhere.length + this.boxes.filter((box) => box.checked).length;
    if (place) place.textContent = (this.dataset.words ?? "").replace("#", String(count));
  }

  /** What the server said of a choice is over as soon as somebody is chosen anew. */
  forgive() {
    for (const words of this.querySelectorAll(".w-field__errors")) words.replaceChildren();
    for (const marked of this.querySelectorAll(".w-field--error")) marked.classList.remove("w-field--error");
    for (const box of this.boxes) box.removeAttribute("aria-invalid");
  }
}

customElements.define("tick-all", TickAll);
