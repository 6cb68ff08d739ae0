// Sends a photo of work; while the server is away it waits sealed on the tablet, also without this page (photo-outbox.js),
// or in the open page only where the tablet cannot keep it. Without this module it is a plain form. Sent again, the photo
// goes under the same key.

import { sendPhoto } from "./photo-delivery.js";

const AGAIN_MS = 5000;

class PhotoSending extends HTMLElement {
  isWaiting = false;
  isSending = false;
  isHeld = false;

  connectedCallback() {
    this.form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.isWaiting = true;
      void this.hold().then(() => this.send());
    });
    // Another photo, or none: what was chosen before is not sent any more.
    this.form.addEventListener("change", () => {
      if (this.isSending) return;
      this.isWaiting = false;
      void this.release();
      this.say("");
    });
    addEventListener("online", () => void this.send());
    setInterval(() => void this.send(), AGAIN_MS);
    addEventListener("beforeunload", (event) => {
      if (this.isWaiting && !this.isHeld) event.preventDefault();
    });
  }

  get outbox() {
    return /** @type {import("./photo-outbox.js").PhotoOutbox | null} */ (document.querySelector("photo-outbox"));
  }

  /** The key under which this form's photo goes. */
  get key() {
    return String(this.form ? new FormData(this.form).get("client_key") : "");
  }

  /** Keep the photo on the tablet before it is sent. */
  async hold() {
    const { task, photo } = /** @type {{ task: string, photo: File }} */ (Object.fromEntries(new FormData(this.form)));
    const about = { address: location.pathname, task, key: this.key, label: this.dataset.label ?? "", name: photo.name, type: photo.type };
    this.isHeld = Boolean(await this.outbox?.hold({ about, photo }));
  }

  /** The photo need not be kept here any more. */
  async release() {
    if (this.isHeld) await this.outbox?.forget(this.key);
    this.isHeld = false;
  }

  async send() {
    if (!this.isWaiting || this.isSending || !this.form) return;
    this.isSending = true;
    if (!this.words) this.say(this.dataset.sending ?? "");
    const { answer, state, words } = await sendPhoto(location.href, new FormData(this.form));
    this.isSending = false;
    if (state === "wait") return this.say((this.isHeld ? this.dataset.waits : this.dataset.waitsHere) ?? "", true);
    await this.release();
    this.isWaiting = false;
    if (state === "kept") return this.kept(words);
    // Only the server's own page says all that helps; a photo that waits beside this one would be lost with this page.
    if (answer?.status === 422 && !others(this).length) return this.form.submit();
    this.say(words, true);
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
