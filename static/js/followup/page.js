// Calls and visits wait in this browser until the server has them: sealed under a key that only the officer's own pages
// get. Each goes with its own key, so that one whose answer was lost is kept once.

import { make, part } from "../exam/dom.js";
import { importKey, open, seal } from "../exam/journal.js";
import { waitBefore } from "../exam/sender.js";
import { canKeep, FOLLOW_UP_DATABASE, inStore, openStore } from "../exam/store.js";
import { formOf, giveBack, inWords, keyOf, notLaterThanToday } from "./forms.js";

const TIMEOUT_MS = 10_000;
const NOBODY = "00000000-0000-0000-0000-000000000000";
/** @typedef {import("./forms.js").Waiting} Waiting */

class Queue {
  /** @param {HTMLElement} holder */
  constructor(holder) {
    this.holder = holder;
    /** @type {Map<string, Waiting>} */
    this.waiting = new Map();
    /** @type {Record<string, string>} */
    this.words = JSON.parse(holder.dataset.words ?? "{}");
    this.failures = 0;
    this.sent = 0;
    this.isSending = false;
    this.isSignedOut = false;
    this.isDurable = false;
  }

  async start() {
    try {
      if (canKeep()) {
        this.key = await importKey(this.holder.dataset.key ?? "");
        this.database = await openStore(FOLLOW_UP_DATABASE);
        this.isDurable = true;
        await this.read();
      }
    } catch {
      this.isDurable = false;
    }
    addEventListener("online", () => void this.send());
    addEventListener("beforeunload", (event) => this.waiting.size && !this.isDurable && event.preventDefault());
    this.show();
    await this.send();
  }

  async read() {
    const database = /** @type {IDBDatabase} */ (this.database);
    const keys = /** @type {string[]} */ (await inStore(database, "readonly", (store) => store.getAllKeys()));
    const values = await inStore(database, "readonly", (store) => store.getAll());
    for (const [place, key] of keys.entries()) {
      const held = await open(/** @type {CryptoKey} */ (this.key), values[place]).catch(() => null);
      if (!held) continue;
      this.waiting.set(key, held);
      giveBack(held);
    }
  }

  /** @param {string} key @param {Waiting} held */
  async put(key, held) {
    this.waiting.set(key, held);
    if (!this.database || !this.key) return;
    const sealed = await seal(this.key, held);
    await inStore(this.database, "readwrite", (store) => store.put(sealed, key));
  }

  /** @param {string} key */
  async drop(key) {
    this.waiting.delete(key);
    if (this.database) await inStore(this.database, "readwrite", (store) => store.delete(key));
    this.show();
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    for (const [key, held] of [...this.waiting]) {
      if (held.why) continue;
      const went = await this.sendOne(key, held);
      if (!went) break;
    }
    this.isSending = false;
    this.show();
    const open = [...this.waiting.values()].some((held) => !held.why);
    if (open && !this.isSignedOut) setTimeout(() => void this.send(), waitBefore(this.failures));
  }

  /** @param {string} key @param {Waiting} held @returns {Promise<boolean>} whether the server answered */
  async sendOne(key, held) {
    const body = new FormData();
    for (const [name, value] of held.fields) body.append(name, value);
    const token = /** @type {HTMLInputElement} */ (part(this.holder, "input[name=csrfmiddlewaretoken]")).value;
    const headers = { Accept: "application/json", "X-CSRFToken": token };
    const address = (this.holder.dataset.address ?? "").replace(NOBODY, held.person);
    const answer = await fetch(address, { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => null);
    // Written anew meanwhile: that is what waits now, and this answer says nothing of it.
    if (this.waiting.get(key) !== held) return true;
    if (!answer || answer.status >= 500) {
      this.failures += 1;
      return false;
    }
    this.failures = 0;
    if (answer.redirected || answer.status === 403) {
      this.isSignedOut = true;
      return false;
    }
    const content = await answer.json().catch(() => ({}));
    if (answer.ok) {
      this.sent += 1;
      await this.drop(key);
    } else {
      const faults = Object.values(content.faults ?? {}).flat().join(" ");
      const why = content.detail || faults || String(answer.status);
      const refused = { ...held, why, seen: content.seen, newest: content.newest };
      await this.put(key, refused);
      giveBack(refused);
    }
    return true;
  }

  /** Send what was refused once more, over what somebody else wrote meanwhile where that was why. @param {string} key @param {Waiting} held */
  async sendAgain(key, held) {
    const form = formOf(held.person);
    if (form && keyOf(form) === key && !held.seen) return take(this, form); // it may have been mended there
    if (form && keyOf(form) === key) form.hidden = true;
    const fields = held.fields.map(([name, value]) => /** @type {[string, string]} */ ([name, name === "seen" ? (held.seen ?? value) : value]));
    await this.put(key, { person: held.person, fields, said: held.said });
    this.show();
    await this.send();
  }

  show() {
    const told = part(this.holder, "[data-told]");
    const refused = [...this.waiting].filter(([, held]) => held.why);
    const count = this.waiting.size - refused.length;
    const words = [];
    if (this.isSignedOut) words.push(this.words.signed_out ?? "");
    if (count) words.push((this.words.waiting ?? "").replace("{count}", String(count)));
    if (count && !this.isDurable) words.push(this.words.memory ?? "");
    if (!this.waiting.size && this.sent) words.push(this.words.sent ?? "");
    told.textContent = words.join(" ");
    told.dataset.state = count ? "local" : "server";
    told.hidden = !words.length;
    const lines = refused.map(([key, held]) => this.line(key, held));
    part(this.holder, "[data-waits]").replaceChildren(...lines);
    const open = new Set([...this.waiting.values()].map((held) => held.person));
    for (const one of document.querySelectorAll("[data-along]")) {
      const isWritten = one.querySelector("form")?.hidden || open.has(/** @type {HTMLElement} */ (one).dataset.along ?? "");
      part(one, "[data-state]").textContent = isWritten ? (this.words.kept ?? "") : "";
    }
  }

  /** @param {string} key @param {Waiting} held */
  line(key, held) {
    const href = (this.holder.dataset.address ?? "").replace(NOBODY, held.person);
    const discard = make("button", { type: "button", class: "button button-secondary" }, this.words.discard ?? "");
    discard.addEventListener("click", () => void this.drop(key));
    const why = (this.words.conflict ?? "").replace("{why}", held.why ?? "");
    const newest = held.newest ? (this.words.newest ?? "").replace("{newest}", held.newest) : "";
    const mend = held.seen || formOf(held.person) ? "" : (this.words.mend ?? "");
    const told = make("a", { href }, [held.said ?? "", why, newest, mend].filter(Boolean).join(" "));
    const again = make("button", { type: "button", class: "button" }, this.words.again ?? "");
    again.addEventListener("click", () => void this.sendAgain(key, held));
    return make("li", { class: "registers__told" }, told, " ", again, " ", discard);
  }
}

const holder = document.querySelector("[data-follow-up-queue]");
if (holder instanceof HTMLElement) {
  const queue = new Queue(holder);
  for (const form of document.querySelectorAll("form[data-follow-up-form]")) {
    if (!(form instanceof HTMLFormElement)) continue;
    form.addEventListener("input", () => (form.dataset.touched = "yes"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void take(queue, form);
    });
  }
  void queue.start();
}

/** Keep what the form says, then send it; what was kept is not sent by the form, too. @param {Queue} queue @param {HTMLFormElement} form */
async function take(queue, form) {
  for (const day of form.querySelectorAll("input[type=date]")) notLaterThanToday(/** @type {HTMLInputElement} */ (day));
  if (!form.reportValidity()) return;
  const data = new FormData(form);
  const key = String(data.get("client_key"));
  const skipped = "csrfmiddlewaretoken";
  const fields = /** @type {[string, string][]} */ ([...data].filter(([name]) => name !== skipped).map(([name, value]) => [name, String(value)]));
  await queue.put(key, { person: form.dataset.followUpForm ?? "", fields, said: inWords(form) }).catch(() => {
    queue.isDurable = false;
  });
  form.hidden = true;
  queue.show();
  const along = form.closest("details");
  if (along) along.open = false;
  await queue.send();
  // A page that was taken along stays: without network it would not come back.
  if (!queue.waiting.has(key) && !along) location.reload();
}
