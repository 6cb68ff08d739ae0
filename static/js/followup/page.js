// Calls and visits wait in this browser until the server has them: sealed under a key that only the officer's own pages
// get. Each goes with its own key, so that one whose answer was lost is kept once.

import { make, part } from "../exam/dom.js";
import { importKey, open, seal } from "../exam/journal.js";
import { waitBefore } from "../exam/sender.js";
import { canKeep, FOLLOW_UP_DATABASE, inStore, openStore } from "../exam/store.js";

const TIMEOUT_MS = 10_000;
const NOBODY = "00000000-0000-0000-0000-000000000000";
/**
 * `said` tells in words what was written, of whom; `why` why the server did not take it; `seen` and `newest` what
 * somebody else wrote since, where that is why.
 * @typedef {{ person: string, fields: [string, string][], said?: string, why?: string, seen?: string, newest?: string }} Waiting
 */

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

/** @param {string} person @returns {HTMLFormElement | null} the form of somebody, where this page has it */
function formOf(person) {
  return document.querySelector(`form[data-follow-up-form="${CSS.escape(person)}"]`);
}

/** @param {HTMLFormElement} form @returns {string} under which key its content goes */
function keyOf(form) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem("client_key")).value;
}

/** Put what the server refused back into its form, to be mended and kept again under the same key. @param {Waiting} held */
function giveBack(held) {
  const form = formOf(held.person);
  if (!form || !held.why || held.seen) return;
  const isSame = keyOf(form) === Object.fromEntries(held.fields).client_key;
  if (!isSame && form.dataset.touched) return; // another contact is being written
  for (const box of form.querySelectorAll("input[type=radio], input[type=checkbox]")) /** @type {HTMLInputElement} */ (box).checked = false;
  for (const [name, value] of held.fields) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type)) field.checked ||= field.value === value;
      else /** @type {HTMLInputElement} */ (field).value = value;
    }
  }
  form.hidden = false;
  const told = form.querySelector("[data-refused]") ?? make("p", { class: "help-block help-critical", role: "alert", "data-refused": "" });
  told.textContent = held.why;
  form.prepend(told);
  const along = form.closest("details");
  if (along) along.open = true;
}

/** Whoever is on the way may cross midnight: the later of the server's day and the device's is the last. @param {HTMLInputElement} day */
function notLaterThanToday(day) {
  if (!day.max) return;
  const here = new Date();
  const today = [here.getFullYear(), here.getMonth() + 1, here.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  if (today > day.max) day.max = today;
}

/** @param {HTMLFormElement} form @returns {string} of whom, and what was written, as the page words it */
function inWords(form) {
  const said = [form.dataset.name ?? ""];
  for (const field of form.elements) {
    if (field instanceof HTMLSelectElement) said.push(field.value ? (field.selectedOptions[0]?.textContent ?? "") : "");
    else if (field instanceof HTMLTextAreaElement) said.push(field.value);
    else if (!(field instanceof HTMLInputElement) || field.type === "hidden") continue;
    else if (!["radio", "checkbox"].includes(field.type)) said.push(field.value);
    else if (field.checked) said.push(field.labels?.[0]?.textContent ?? "");
  }
  return said.map((one) => one.trim()).filter(Boolean).join(" · ");
}
