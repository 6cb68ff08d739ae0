// Lets a file be dropped anywhere in the box around its form, and sends it. Without script the form does the same.

class DropFile extends HTMLElement {
  connectedCallback() {
    this.addEventListener("dragover", (event) => this.hover(event));
    this.addEventListener("dragleave", () => delete this.dataset.over);
    this.addEventListener("drop", (event) => this.take(event));
  }

  /** @param {DragEvent} event */
  hover(event) {
    event.preventDefault();
    this.dataset.over = "";
  }

  /** @param {DragEvent} event */
  take(event) {
    event.preventDefault();
    delete this.dataset.over;
    const input = /** @type {HTMLInputElement | null} */ (this.querySelector("input[type=file]"));
    if (!input || !event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    input.form?.requestSubmit();
  }
}

customElements.define("drop-file", DropFile);
