// <pin-pad>: number keys beside a PIN field. The keys press into the field; the field stays the truth.

class PinPad extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    if (!input) return;
    this.addEventListener("click", (event) => {
      const key = event.target instanceof Element ? event.target.closest("[data-key]") : null;
      if (key instanceof HTMLElement) press(input, key.dataset.key ?? "");
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
