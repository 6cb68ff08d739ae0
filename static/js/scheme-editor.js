// Sends the steps of the editor of a blueprint and puts the answer into the page, so that no step is a page of its own to
// which the browser's "back" would return by sending it again. Without script the same form is sent by its buttons.

class SchemeEditor extends HTMLElement {
  isBusy = false;
  isUnkept = false;

  connectedCallback() {
    this.addEventListener("input", () => void (this.isUnkept = true));
    this.addEventListener("submit", (event) => this.press(/** @type {SubmitEvent} */ (event)));
    window.addEventListener("beforeunload", (event) => this.isUnkept && event.preventDefault());
  }

  press(/** @type {SubmitEvent} */ event) {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!this.isBusy) void this.send(form, button);
  }

  async send(/** @type {HTMLFormElement} */ form, /** @type {HTMLButtonElement | null} */ button) {
    this.hold(true);
    const hash = new URL(button?.formAction ?? form.action, window.location.href).hash;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button), headers: { "X-Editor": "1" } });
      if (answer.headers.get("Content-Type")?.startsWith("application/json")) return this.leave((await answer.json()).location);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("scheme-editor");
      if (!fresh) throw new Error("no editor");
      this.replaceChildren(...document.adoptNode(fresh).childNodes);
      this.isUnkept = true;
      this.focusAt(hash);
    } catch {
      this.querySelector("[data-lost]")?.toggleAttribute("hidden", false);
    } finally {
      this.hold(false);
    }
  }

  leave(/** @type {string} */ address) {
    this.isUnkept = false;
    window.location.assign(address);
  }

  hold(/** @type {boolean} */ isBusy) {
    this.isBusy = isBusy;
    this.setAttribute("aria-busy", String(isBusy));
  }

  // Where a page of its own would begin: at the field that asks for it, else at the part that the button names.
  focusAt(/** @type {string} */ hash) {
    const asks = /** @type {HTMLElement | null} */ (this.querySelector("[autofocus]"));
    const part = /** @type {HTMLElement | null} */ (hash ? this.querySelector(hash) : null);
    (asks ?? part)?.focus({ preventScroll: true });
    (asks ?? part)?.scrollIntoView({ block: asks ? "nearest" : "start" });
  }
}

customElements.define("scheme-editor", SchemeEditor);
