// <idle-warning>: says that the idle sign-out is near, counts down, and stays signed in with one click.
// Wall clock, not a timer count: a machine that slept must notice it at once. All tabs share one clock.

const SIGNS_OF_LIFE = ["pointerdown", "keydown", "wheel", "touchstart"];
const SPOKEN_AT = [30, 20, 10, 5];

class IdleWarning extends HTMLElement {
  connectedCallback() {
    this.idle = Number(this.dataset.idleSeconds);
    this.warn = Math.max(20, Number(this.dataset.warnSeconds));
    this.dialog = this.querySelector("dialog");
    this.form = this.querySelector("form");
    this.channel = new BroadcastChannel("idle");
    this.channel.onmessage = () => this.alive();
    this.alive();
    this.asked = Date.now();
    for (const name of SIGNS_OF_LIFE) addEventListener(name, () => this.dialog.open || this.noticed(), { passive: true });
    this.querySelector("[data-stay]").addEventListener("click", () => this.noticed(true));
    this.dialog.addEventListener("cancel", () => this.noticed(true));
    this.clock = setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.clock);
    this.channel.close();
  }

  alive() {
    this.last = Date.now();
    if (this.dialog.open) this.dialog.close();
  }

  noticed(at_once = false) {
    this.alive();
    this.channel.postMessage("alive");
    const due = Date.now() - this.asked > (this.idle * 1000) / 4;
    if (!this.dataset.keepAliveUrl || !(at_once || due)) return;
    this.asked = Date.now();
    const body = new FormData(this.form);
    fetch(this.dataset.keepAliveUrl, { method: "POST", body, redirect: "manual" })
      .then((answer) => answer.ok || answer.status === 429 || location.reload())
      .catch(() => {}); // no network: the server decides at the next request
  }

  tick() {
    const left = this.idle - Math.floor((Date.now() - this.last) / 1000);
    if (left > this.warn) return;
    if (left <= 0) {
      clearInterval(this.clock);
      return this.form.requestSubmit();
    }
    if (!this.dialog.open) this.dialog.showModal();
    this.querySelector("[data-count]").textContent = String(left);
    if (SPOKEN_AT.includes(left)) this.querySelector("[data-spoken]").textContent = this.querySelector("#idle-text").textContent;
  }
}

customElements.define("idle-warning", IdleWarning);
