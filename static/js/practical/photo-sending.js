// Holds a photo of work while the server is away, says so, and sends it as soon as it answers. Without this module it is
// a plain form. Sent again, the photo goes under the same key. It is held by the open page only (ADR 0121).

const AGAIN_MS = 5000;
// 15 MB through a weak radio take a while.
const TIMEOUT_MS = 60_000;

class PhotoSending extends HTMLElement {
  isWaiting = false;
  isSending = false;

  connectedCallback() {
    this.form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.isWaiting = true;
      void this.send();
    });
    // Another photo, or none: what was chosen before is not sent any more.
    this.form.addEventListener("change", () => {
      if (this.isSending) return;
      this.isWaiting = false;
      this.say("");
    });
    addEventListener("online", () => void this.send());
    setInterval(() => void this.send(), AGAIN_MS);
    addEventListener("beforeunload", (event) => {
      if (this.isWaiting) event.preventDefault();
    });
  }

  async send() {
    if (!this.isWaiting || this.isSending || !this.form) return;
    this.isSending = true;
    if (!this.words) this.say(this.dataset.sending ?? "");
    const body = new FormData(this.form);
    const request = { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(TIMEOUT_MS) };
    const answer = await fetch(location.href, request).catch(() => null);
    const told = await answer?.json().catch(() => null);
    this.isSending = false;
    // A server that starts again, or is asked too often, or a page of something in between: it is sent once more.
    if (!answer || !told || answer.status >= 500 || answer.status === 429) return this.say(this.dataset.waits ?? "", true);
    this.isWaiting = false;
    if (answer.ok) return this.kept(told.kept);
    // Only the server's own page says all that helps; a photo that waits beside this one would be lost with this page.
    if (answer.status === 422 && !others(this).length) return this.form.submit();
    this.say(told.errors?.join(" ") ?? told.detail ?? "", true);
  }

  /** @param {string} words */
  kept(words) {
    if (!others(this).length) return location.replace(location.href);
    this.say(words);
    // Its form was used; the page is loaded anew with the last one.
    this.form?.querySelectorAll("input, button").forEach((field) => field.setAttribute("disabled", ""));
  }

  get words() { return this.querySelector("[data-state]")?.textContent ?? ""; }

  /** @param {string} words @param {boolean} [isBad] */
  say(words, isBad = false) {
    const place = /** @type {HTMLElement} */ (this.querySelector("[data-state]"));
    place.toggleAttribute("data-bad", isBad);
    if (place.textContent !== words) place.textContent = words;
  }
}

/** @param {PhotoSending} own @returns {PhotoSending[]} those that still hold a photo */
const others = (own) => [.../** @type {NodeListOf<PhotoSending>} */ (document.querySelectorAll("photo-sending"))].filter((one) => one !== own && one.isWaiting);

customElements.define("photo-sending", PhotoSending);
