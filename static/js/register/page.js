// The register on a tablet: each mark is kept here first, then at the server, by itself. Without script it is a form.

import { make, part } from "../exam/dom.js";
import { waitBefore } from "../exam/sender.js";
import { ServerError } from "../exam/server.js";
import { Outbox } from "./outbox.js";
import { sendMarks } from "./server.js";
import { openTablet } from "./tablet.js";

/** @typedef {import("./outbox.js").Said} Said */

const FIELDS = ["state", "late", "left_early", "excuse"];
const RADIO = "input[type=radio]";

/** Whether something is said of a person: who is excused is so because of something. @param {Said} said */
const isSaid = (said) => Boolean(said.state) && (said.state !== "excused" || Boolean(said.excuse));

class RegisterForm {
  /** @param {HTMLFormElement} form @param {HTMLElement} told */
  constructor(form, told) {
    this.form = form;
    this.told = told;
    /** @type {Record<string, string>} */
    this.words = JSON.parse(form.dataset.words ?? "{}");
    this.token = /** @type {HTMLInputElement} */ (part(form, "input[name=csrfmiddlewaretoken]")).value;
    this.failures = 0;
    /** @type {Promise<boolean> | undefined} what is on its way */
    this.sending = undefined;
    this.refusal = "";
    this.note = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  async start() {
    const { session = "", key = "" } = this.form.dataset;
    this.tablet = await openTablet(session, key);
    this.outbox = new Outbox(this.tablet, await this.tablet.read().catch(() => ({})));
    for (const person of this.people()) this.restore(person);
    for (const [person] of this.outbox.conflicts) this.showConflict(person);
    this.form.classList.add("is-live");
    this.form.addEventListener("change", (event) => void this.onChange(event));
    this.form.addEventListener("click", (event) => void this.onClick(event));
    this.form.addEventListener("submit", (event) => void this.onSubmit(event));
    addEventListener("online", () => this.wake(0));
    addEventListener("beforeunload", (event) => this.outbox?.unsent && !this.tablet?.durable && event.preventDefault());
    this.show();
    this.wake(0);
  }

  /** @returns {HTMLElement[]} */
  people() {
    return [...this.form.querySelectorAll("[data-person]:not([data-gone])")].filter((node) => node instanceof HTMLElement);
  }

  /** @param {string} person @returns {HTMLElement | null} what the page shows of a person, who may have left since */
  fieldset(person) {
    return this.form.querySelector(`[data-person="${person}"]`);
  }

  /** @param {HTMLElement} fieldset @param {string} name @returns {HTMLInputElement | HTMLSelectElement | RadioNodeList | null} */
  field(fieldset, name) {
    return /** @type {any} */ (this.form.elements.namedItem(`${fieldset.dataset.person}-${name}`));
  }

  /** @param {HTMLElement} fieldset @returns {Said} */
  said(fieldset) {
    return Object.fromEntries(FIELDS.map((name) => [name, this.field(fieldset, name)?.value ?? ""]));
  }

  /** Show what an earlier page kept. @param {HTMLElement} fieldset */
  restore(fieldset) {
    const said = this.outbox?.shown(fieldset.dataset.person ?? "");
    if (said) this.fill(fieldset, said);
  }

  /** @param {HTMLElement} fieldset @param {Said} said */
  fill(fieldset, said) {
    for (const name of FIELDS) {
      const field = this.field(fieldset, name);
      if (field) field.value = said[name] ?? "";
    }
    // A group of radios takes no "": where nothing is said, none stands there.
    if (!said.state) this.uncheck(fieldset);
    fieldset.querySelector("[data-open]")?.remove();
  }

  /** @param {HTMLElement} fieldset */
  uncheck(fieldset) {
    for (const node of fieldset.querySelectorAll(RADIO)) if (node instanceof HTMLInputElement) node.checked = false;
  }

  /** @param {Event} event */
  async onChange(event) {
    const fieldset = event.target instanceof Element ? event.target.closest("[data-person]") : null;
    if (fieldset instanceof HTMLElement) await this.take(fieldset);
  }

  /** Whether what stands there are no minutes that could be sent. @param {HTMLElement} fieldset */
  isSpoilt(fieldset) {
    return ["late", "left_early"].some((name) => !(/** @type {HTMLInputElement} */ (this.field(fieldset, name)).validity.valid));
  }

  /** @param {HTMLElement} fieldset */
  async take(fieldset) {
    const said = this.said(fieldset);
    if (!isSaid(said)) return this.show();
    if (this.isSpoilt(fieldset)) {
      this.tell(fieldset, this.words.no_minutes ?? "");
      return this.show();
    }
    fieldset.querySelector("[data-open]")?.remove();
    fieldset.querySelector("[data-told]")?.remove();
    const basedOn = Number(/** @type {HTMLInputElement} */ (this.field(fieldset, "based_on")).value);
    const signature = /** @type {HTMLInputElement} */ (this.field(fieldset, "signature")).value;
    const keeping = this.outbox?.wish(fieldset.dataset.person ?? "", said, basedOn, signature);
    this.show();
    await keeping?.catch(() => {
      if (this.tablet) this.tablet.durable = false;
    });
    this.show();
    this.wake();
  }

  /** @param {Event} event */
  async onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-decide]") : null;
    if (!(button instanceof HTMLElement)) return;
    const fieldset = /** @type {HTMLElement} */ (button.closest("[data-person]"));
    const person = fieldset.dataset.person ?? "";
    const conflict = this.outbox?.conflicts.find(([one]) => one === person)?.[1];
    const isMine = button.dataset.decide === "mine";
    if (conflict) this.fill(fieldset, isMine ? conflict.said : conflict.kept.said);
    if (conflict) this.base(person, conflict.kept.revision);
    await this.outbox?.decide(person, isMine);
    fieldset.querySelector("[data-told]")?.remove();
    this.show();
    this.wake(0);
  }

  /** @param {number} [delay] */
  wake(delay = 300) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), delay);
  }

  /** Send until the server has everything. @param {boolean} [always] ask it also when nothing is to be sent, and wait for what is on its way @returns {Promise<boolean>} whether it answered */
  async send(always = false) {
    while (always && this.sending) await this.sending;
    if (this.sending || this.refusal || !this.outbox) return false;
    this.sending = this.sendAll(this.outbox, always);
    try {
      return await this.sending;
    } finally {
      this.sending = undefined;
      this.show();
    }
  }

  /** @param {Outbox} outbox @param {boolean} always @returns {Promise<boolean>} */
  async sendAll(outbox, always) {
    try {
      for (let batch = await outbox.batch(); batch.length || always; batch = await outbox.batch()) {
        const reply = await sendMarks(this.token, batch);
        await this.read(reply);
        always = false;
        const answered = [...Object.keys(reply.kept), ...Object.keys(reply.conflicts), ...Object.keys(reply.wrong), ...Object.keys(reply.gone)];
        // A server that forgets somebody would be asked without end.
        if (batch.some(([person]) => !answered.includes(person))) throw new ServerError(0, "unanswered", "");
      }
      this.failures = 0;
      return true;
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      this.onTrouble(error);
      return false;
    }
  }

  /** @param {ServerError} error */
  onTrouble(error) {
    this.failures += 1;
    if (error.passes) this.wake(waitBefore(this.failures));
    else if (error.status === 401 || error.status === 403) {
      this.refusal = this.words.signed_out ?? "";
      part(this.form, "[data-sign-in]").hidden = false;
    } else this.refusal = error.message;
  }

  /** @param {import("./server.js").Reply} reply */
  async read(reply) {
    for (const [person, revision] of Object.entries(reply.kept)) {
      this.base(person, revision);
      await this.outbox?.confirmed(person, revision);
    }
    for (const [person, kept] of Object.entries(reply.conflicts)) {
      await this.outbox?.conflicting(person, kept);
      this.showConflict(person);
    }
    for (const [person, why] of Object.entries(reply.wrong)) {
      await this.outbox?.spoiled(person, why);
      const fieldset = this.fieldset(person);
      if (fieldset) this.tell(fieldset, why);
    }
    for (const person of Object.keys(reply.gone)) await this.outbox?.discard(person);
    this.showGone(reply.gone);
    this.showStanding(reply);
  }

  /** Say how the register stands, and let what is tapped from now on rest on it. @param {import("./server.js").Reply} reply */
  showStanding({ signature, standing }) {
    for (const node of this.form.querySelectorAll("[data-signature]")) if (node instanceof HTMLInputElement) node.value = signature;
    const told = document.querySelector("[data-standing]");
    if (!(told instanceof HTMLElement)) return;
    told.dataset.standing = standing.kind;
    told.textContent = standing.words;
    told.hidden = !standing.words;
  }

  /** Whether a mark has taken the signature back since. */
  get isReopened() {
    return document.querySelector('[data-standing="reopened"]') !== null;
  }

  /** Somebody was transferred meanwhile: what the page shows of them is in no register. @param {Record<string, string>} gone */
  showGone(gone) {
    const people = Object.entries(gone);
    if (!people.length) return;
    this.note = this.say("gone", { names: people.map(([, name]) => name || "?").join(" · ") });
    for (const [person] of people) {
      const fieldset = this.fieldset(person);
      if (!fieldset) continue;
      this.tell(fieldset, this.words.gone_person ?? "");
      fieldset.dataset.gone = "";
      fieldset.toggleAttribute("disabled", true);
      this.uncheck(fieldset);
    }
  }

  /** @param {string} person @param {number} revision */
  base(person, revision) {
    const fieldset = this.fieldset(person);
    const field = fieldset && this.field(fieldset, "based_on");
    if (field) field.value = String(revision);
  }

  /** @param {string} person */
  showConflict(person) {
    const fieldset = this.fieldset(person);
    const conflict = this.outbox?.conflicts.find(([one]) => one === person)?.[1];
    if (!fieldset || !conflict) return;
    this.fill(fieldset, conflict.kept.said);
    const buttons = ["theirs", "mine"].map((who) => make("button", { type: "button", class: "button button-secondary", "data-decide": who }, this.words[`keep_${who}`] ?? ""));
    this.tell(fieldset, this.say(conflict.kept.because ?? "conflict", { kept: conflict.kept.words, mine: this.inWords(fieldset, conflict.said) }), ...buttons);
  }

  /** @param {HTMLElement} fieldset @param {Said} said */
  inWords(fieldset, said) {
    const radio = [...fieldset.querySelectorAll(RADIO)].find((node) => node instanceof HTMLInputElement && node.value === said.state);
    const minutes = ["late", "left_early"].flatMap((name) => (said[name] ? [this.say(name, { minutes: said[name] })] : []));
    return [radio?.closest("label")?.textContent?.trim() ?? said.state, ...minutes].join(" · ");
  }

  /** @param {HTMLElement} fieldset @param {string} words @param {HTMLElement[]} ways */
  tell(fieldset, words, ...ways) {
    fieldset.querySelector("[data-told]")?.remove();
    fieldset.append(make("div", { class: "registers__told", role: "alert", "data-told": "" }, make("p", {}, words), ...ways));
  }

  /** @param {SubmitEvent} event */
  async onSubmit(event) {
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement) || this.form.dataset.leaving) return;
    event.preventDefault();
    if (button.name === "rest") {
      for (const fieldset of this.people()) {
        // Who is excused, though nobody said why yet, is not one of the others: that mark stays missing.
        if (this.said(fieldset).state) continue;
        this.fill(fieldset, { state: button.value });
        await this.take(fieldset);
      }
      return;
    }
    clearTimeout(this.timer);
    const isThere = await this.send(true);
    const { unsent = 0, conflicts = [] } = this.outbox ?? {};
    const spoilt = this.people().find((fieldset) => this.isSpoilt(fieldset));
    if (spoilt) return spoilt.scrollIntoView({ block: "center" });
    if (!isThere || unsent || conflicts.length) return this.show(conflicts.length ? "decide_first" : isThere || this.refusal ? "" : "sign_later");
    this.form.dataset.leaving = "1";
    this.form.requestSubmit(button);
  }

  /** Say where the marks are. @param {string} [more] a word of what cannot be done now */
  show(more = "") {
    const { unsent = 0, wrong: refused = [], conflicts = [] } = this.outbox ?? {};
    const spoilt = this.people().filter((fieldset) => this.isSpoilt(fieldset));
    // Somebody whom the server refused may have been spoilt here since: that is one person to correct.
    const wrong = new Set([...refused, ...spoilt.map((fieldset) => fieldset.dataset.person ?? "")]).size;
    const isAway = !navigator.onLine || this.failures > 0;
    const state = this.refusal || wrong || conflicts.length ? "unsaved" : unsent ? (this.tablet?.durable ? "local" : "unsaved") : "server";
    const words = [];
    if (this.refusal) words.push(this.refusal);
    const kept = this.refusal ? "local_refused" : isAway ? "local_away" : "local";
    // A mark that cannot be is on its way nowhere.
    if (unsent > refused.length) words.push(this.say(this.tablet?.durable ? kept : "memory", { count: unsent - refused.length }));
    if (wrong) words.push(this.say("to_correct", { count: wrong }));
    if (conflicts.length) words.push(this.say("conflicts", { count: conflicts.length }));
    const missing = this.people().filter((fieldset) => !isSaid(this.said(fieldset))).length;
    // Nobody may read that all is kept while somebody stands there without a mark.
    if (!words.length) words.push(missing ? this.say("server_some", { count: missing }) : (this.words.server ?? ""));
    if (this.isReopened) words.push(this.words.sign_again ?? "");
    if (this.note) words.push(this.note);
    if (more) words.push(this.words[more] ?? "");
    const text = words.join(" ");
    if (this.told.textContent !== text) this.told.textContent = text;
    this.told.dataset.state = state === "server" && (missing || this.isReopened) ? "open" : state;
    for (const fieldset of this.people()) this.showHalf(fieldset);
    part(this.form, "[data-missing]").textContent = missing ? this.say("missing", { count: missing }) : (this.words.complete ?? "");
    this.told.hidden = false;
  }

  /** Say it where an excuse without a reason is no mark yet. @param {HTMLElement} fieldset */
  showHalf(fieldset) {
    const said = this.said(fieldset);
    const told = fieldset.querySelector("[data-half]");
    if (!said.state || isSaid(said)) return told?.remove();
    if (!told) part(fieldset, "legend").append(" ", make("strong", { "data-half": "" }, this.words.excuse_first ?? ""));
  }

  /** @param {string} word @param {Record<string, string | number>} values */
  say(word, values) {
    return (this.words[word] ?? word).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  }
}

const form = document.querySelector("form[data-register]");
const told = document.querySelector("[data-register-state]");
if (form instanceof HTMLFormElement && told instanceof HTMLElement) void new RegisterForm(form, told).start();
