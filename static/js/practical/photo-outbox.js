// Sends the photos of work that wait on this tablet, from whatever page of the same assessor is open, and says which wait.
// A photo goes when the server has it, or when its assessor gives up one that the server did not take.

import { make } from "../exam/dom.js";
import { sendPhoto } from "./photo-delivery.js";
import { PhotoStore } from "./photo-store.js";

const AGAIN_MS = 5000;

/** @typedef {import("./photo-store.js").Held} Held */

/** @param {string} key @returns {boolean} whether a form of this page sends the photo itself */
function isOnPage(key) {
  const forms = /** @type {NodeListOf<HTMLElement & { isWaiting?: boolean, key?: string }>} */ (document.querySelectorAll("photo-sending"));
  return [...forms].some((one) => one.isWaiting && one.key === key);
}

export class PhotoOutbox extends HTMLElement {
  isSending = false;
  /** @type {Promise<PhotoStore | null>} */
  store = Promise.resolve(null);

  connectedCallback() {
    const { owner = "", key = "" } = this.dataset;
    this.store = PhotoStore.open(owner, key).catch(() => null);
    addEventListener("online", () => void this.send());
    setInterval(() => void this.send(), AGAIN_MS);
    void this.send();
  }

  /** Hold a photo beyond this page. @param {Held} held @returns {Promise<boolean>} whether it is held */
  async hold(held) {
    return Boolean(await (await this.store)?.keep(held).catch(() => false));
  }

  /** @param {string} key */
  async forget(key) {
    await (await this.store)?.forget(key).catch(() => {});
  }

  /** Send what waits, one after the other, and say what still does. */
  async send() {
    const store = await this.store;
    if (!store || this.isSending) return;
    this.isSending = true;
    try {
      await this.#sendAll(store);
    } finally {
      this.isSending = false;
    }
  }

  /** @param {PhotoStore} store */
  async #sendAll(store) {
    /** @type {Held[]} */
    const waiting = [];
    for (const key of await store.keys()) {
      const held = isOnPage(key) ? null : await store.read(key);
      if (!held) continue;
      if (held.about.refused || (await this.#sendOne(store, held))) waiting.push(held);
    }
    this.show(waiting);
  }

  /** @param {PhotoStore} store @param {Held} held @returns {Promise<boolean>} whether it is still here */
  async #sendOne(store, { about, photo }) {
    const body = new FormData();
    for (const [name, value] of Object.entries({ csrfmiddlewaretoken: this.token, task: about.task, client_key: about.key })) body.set(name, value);
    body.set("photo", photo, about.name);
    const { state, words } = await sendPhoto(about.address, body);
    if (state === "refused") {
      about.refused = words || (this.dataset.refused ?? "");
      await store.keep({ about, photo });
    }
    if (state !== "kept") return true;
    await store.forget(about.key);
    this.say(`${about.label}: ${words}`);
    return false;
  }

  get token() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input[name=csrfmiddlewaretoken]")).value;
  }

  /** @param {string} words */
  say(words) {
    const place = this.querySelector("[data-said]");
    if (place) place.textContent = words;
  }

  /** @param {Held[]} waiting */
  show(waiting) {
    const list = /** @type {HTMLElement} */ (this.querySelector("[data-list]"));
    const said = this.querySelector("[data-said]")?.textContent;
    list.replaceChildren(...waiting.map((held) => this.#line(held)));
    /** @type {HTMLElement} */ (this.querySelector("[data-waiting]")).hidden = !waiting.length;
    this.hidden = !waiting.length && !said;
  }

  /** @param {Held} held */
  #line({ about }) {
    if (!about.refused) return make("li", {}, `${about.label} · ${this.dataset.waits ?? ""}`);
    const button = make("button", { class: "button button--quiet", type: "button" }, this.dataset.delete ?? "");
    button.addEventListener("click", () => void this.forget(about.key).then(() => this.send()));
    return make("li", { "data-refused": "" }, `${about.label} · ${about.refused} `, button);
  }
}

customElements.define("photo-outbox", PhotoOutbox);
