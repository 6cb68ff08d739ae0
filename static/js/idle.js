// <idle-warning>: says that the idle sign-out is near, counts down, and stays signed in with one click.
// Wall clock, not a count of ticks: a machine that slept must notice it at once. All tabs share one clock.
// A recording that plays is listened to: "timeupdate" does not bubble, so all are caught on their way down.
import { Tabs } from "./tabs.js";
const SIGNS_OF_LIFE = ["pointerdown", "keydown", "wheel", "touchstart", "timeupdate"];
const SPOKEN_AT = [30, 20, 10, 5];

class IdleWarning extends HTMLElement {
  idle = Number(this.dataset.idleSeconds);
  warn = Math.max(20, Number(this.dataset.warnSeconds));
  dialog = /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
  tabs = new Tabs(this.dataset.staysUrl ?? "", () => this.alive());
  last = Date.now();
  asked = Date.now();

  connectedCallback() {
    for (const name of SIGNS_OF_LIFE) addEventListener(name, () => this.dialog.open || this.noticed(), { passive: true, capture: true });
    this.querySelector("[data-stay]")?.addEventListener("click", () => this.noticed(true));
    this.dialog.addEventListener("cancel", () => this.noticed(true));
    this.clock = setInterval(() => this.tick(), 1000);
  }

  alive() {
    this.last = Date.now();
    if (this.dialog.open) this.dialog.close();
  }

  noticed(atOnce = false) {
    this.alive();
    this.tabs.sayAlive();
    const due = Date.now() - this.asked > (this.idle * 1000) / 4;
    if (!this.dataset.keepAliveUrl || !(atOnce || due)) return;
    this.asked = Date.now();
    fetch(this.dataset.keepAliveUrl, { method: "POST", body: new FormData(this.form), redirect: "manual" })
      .then((answer) => answer.ok || answer.status === 429 || location.reload())
      .catch(() => {}); // no network: the server decides at the next request
  }

  tick() {
    this.tabs.tick();
    const left = this.idle - Math.floor((Date.now() - this.last) / 1000);
    if (left > this.warn) return;
    if (left <= 0) {
      clearInterval(this.clock);
      return this.tabs.staying ? location.replace(`${this.tabs.staying}?rest=1`) : this.form.requestSubmit();
    }
    if (!this.dialog.open) this.dialog.showModal();
    this.write("[data-count]", String(left));
    if (SPOKEN_AT.includes(left)) this.write("[data-spoken]", this.querySelector("#idle-text")?.textContent ?? "");
  }

  /** @param {string} place @param {string} text */
  write(place, text) {
    const node = this.querySelector(place);
    if (node) node.textContent = text;
  }
}

customElements.define("idle-warning", IdleWarning);
