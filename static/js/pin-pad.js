// <pin-pad>: number keys beside one or two fields. The keys press into the field that had the cursor last, but
// after a number that was typed on the keyboard, or in a full field, they go on to the next one. The fields stay the truth.

class PinPad extends HTMLElement {
  connectedCallback() {
    /** @type {HTMLInputElement | null} */
    let input = this.querySelector("input");
    const fields = [...this.querySelectorAll("input")];
    /** @type {WeakSet<HTMLInputElement>} */
    const typed = new WeakSet();
    this.addEventListener("keydown", (event) => {
      if (event.target instanceof HTMLInputElement && event.key.length === 1) typed.add(event.target);
    });
    this.addEventListener("focusin", (event) => {
      if (event.target instanceof HTMLInputElement) input = event.target;
    });
    this.addEventListener("click", (event) => {
      const key = event.target instanceof Element ? event.target.closest("[data-key]") : null;
      if (!input || !(key instanceof HTMLElement)) return;
      const following = fields[fields.indexOf(input) + 1];
      const isFull = input.maxLength > 0 && input.value.length >= input.maxLength;
      if (following && input.value && (typed.has(input) || isFull) && /^\d$/.test(key.dataset.key ?? "")) {
        following.focus();
        input = following;
      }
      press(input, key.dataset.key ?? "");
    });
  }
}

/** @param {HTMLInputElement} input @param {string} key */
function press(input, key) {
  if (key === "clear") input.value = "";
  else if (key === "back") input.value = input.value.slice(0, -1);
  else if (input.maxLength < 0 || input.value.length < input.maxLength) input.value += key;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

customElements.define("pin-pad", PinPad);
