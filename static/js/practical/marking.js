// The marking page of an assessor: one task per screen; every mark is kept on the tablet and at the server.

import { part } from "../exam/dom.js";
import { clockText, saveState, showSaveState } from "../exam/frame.js";
import { openJournal } from "../exam/journal.js";
import { Keeping } from "../exam/keeping.js";
import { watchLeaving } from "../exam/leaving.js";
import { AnswerQueue, fold } from "../exam/queue.js";
import { Sender, waitBefore } from "../exam/sender.js";
import { ServerError } from "../exam/server.js";
import { eraseAttempt, MARKING_DATABASE, openStore } from "../exam/store.js";
import { Typing } from "../exam/typing.js";
import { Words } from "../exam/words.js";
import { asMark, asNote, placeOf, replaced, shownOn, stepped, tally, valueAt } from "./marks.js";
import { MarkServer } from "./server.js";
import { MarkView } from "./view.js";

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

class Marker {
  /** @param {HTMLElement} root */
  constructor(root) {
    const data = /** @type {Record<string, string>} */ ({ ...root.dataset });
    this.root = root;
    this.zone = data.zone ?? "";
    this.words = new Words(JSON.parse(data.words ?? "{}"), data.language ?? "");
    this.view = new MarkView(root, this.words, JSON.parse(data.titles ?? "{}"));
    this.csrf = /** @type {HTMLFormElement} */ (part(root, "[data-csrf]"));
    const token = /** @type {HTMLInputElement} */ (part(this.csrf, "input[name=csrfmiddlewaretoken]"));
    this.server = new MarkServer(data.api ?? "", token);
    /** @type {import("./types.js").Sheet[]} */
    this.sheets = [];
    /** @type {import("./types.js").Marks} */
    this.marks = {};
    /** @type {Map<string, import("./types.js").Moved[]>} by sheet, what came that this page did not show */
    this.moved = new Map();
    this.savedAt = 0;
    this.saidRefused = false;
    /** @type {{ sheet: import("./types.js").Sheet, task: import("./types.js").Task } | null} whose fields are on the page */
    this.shown = null;
    this.typing = new Typing(() => this.keepTyped());
  }

  async start() {
    this.root.hidden = false;
    this.view.translate();
    for (const button of document.querySelectorAll("button[data-language]")) {
      button.addEventListener("click", () => this.speak(/** @type {HTMLElement} */ (button).dataset.language ?? ""));
    }
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.begin(await this.server.open());
      } catch (error) {
        if (!(error instanceof ServerError)) throw error;
        this.explain(error);
        if (!error.passes) return undefined;
        await pause(waitBefore(tries));
      }
    }
  }

  /** @param {ServerError} error */
  explain(error) {
    const { words, view } = this;
    if (error.status === 401) view.message({ kind: "danger", title: words.say("signed_out_title"), text: words.say("signed_out") });
    else view.message({ kind: "warning", title: words.say("offline_title"), text: error.message || words.say("offline") });
  }

  /** @param {import("./types.js").Marking} marking */
  async begin(marking) {
    this.sheets = marking.sheets;
    this.queue = new AnswerQueue(marking.epoch, 0);
    this.opened = performance.now();
    // One key for all pages of this assessor: whatever an earlier page kept opens here, and nowhere else.
    const keys = Object.fromEntries(Array.from({ length: marking.epoch }, (_, place) => [place + 1, marking.journal_key]));
    const where = { attempt: marking.journal, epoch: marking.epoch, journal_keys: keys };
    this.journal = await openJournal(where, MARKING_DATABASE);
    this.keeping = new Keeping(this.journal);
    this.erase = async () => eraseAttempt(await openStore(MARKING_DATABASE), marking.journal);
    const left = await this.journal.read().catch(() => []);
    // Leftovers of an earlier page go first; what the server knows already it ignores.
    this.queue.restore(left.filter((event) => event.epoch < marking.epoch));
    this.marks = fold(marking.marks, left);
    this.sender = new Sender(this.queue, this.server, {
      onReply: (reply, _sentAt, epoch) => this.onReply(/** @type {any} */ (reply), epoch),
      onTrouble: (error) => this.onTrouble(error),
      onChange: () => this.showState(),
    });
    this.view.message(this.journal.durable ? null : { kind: "warning", title: this.words.say("memory_only") });
    this.listen();
    this.draw();
    this.showState();
    this.sender.wake(0);
    // Whether the server is away also depends on how long it says nothing.
    setInterval(() => this.showState(), 1_000);
  }

  listen() {
    this.root.addEventListener("click", (event) => this.onClick(event));
    this.root.addEventListener("change", (event) => this.onChange(event));
    this.root.addEventListener("input", (event) => this.onInput(event));
    this.root.addEventListener("submit", (event) => this.onSubmit(event));
    addEventListener("hashchange", () => this.draw(true));
    addEventListener("online", () => this.sender?.wake(0));
    watchLeaving(this);
    // After what was typed was kept, or not: a full disk, or a number that is no mark.
    addEventListener("beforeunload", (event) => (this.hasUnkept() || this.hasNoMark()) && event.preventDefault());
  }

  /** What the address says: the sheet, and its task or the signature. */
  where() {
    const [first, second] = location.hash.slice(1).split("/");
    const place = Number(first) - 1;
    const sheet = this.sheets[place];
    const number = Number(second) - 1;
    const task = sheet?.tasks[number];
    return { place, sheet, number, task, signing: second === "sign" };
  }

  /** @param {boolean} [focus] */
  draw(focus = false) {
    // A gesture may lead on while somebody is still in a field, and the address names the next task by then.
    this.typing.finish();
    const { place, sheet, number, task, signing } = this.where();
    this.shown = sheet && task && !signing && sheet.state === "open" ? { sheet, task } : null;
    if (sheet && (signing || (task && sheet.state !== "open"))) this.view.signature(sheet, place, this.marks, this.moved.get(sheet.uuid));
    else if (sheet && task) this.view.task(sheet, place, number, this.marks);
    else this.view.list(this.sheets, this.marks);
    if (!focus) return;
    part(this.root, "[data-heading]").focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  /** @param {Event} event */
  onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-act]") : null;
    const row = button?.closest("[data-line]");
    if (!(button instanceof HTMLElement) || !(row instanceof HTMLElement)) return;
    // On some tablets a button pressed leaves no field.
    this.typing.finish();
    if (button.dataset.act === "veto") return void this.askVeto(row, button);
    const most = Number(row.dataset.most);
    const known = this.valueOf(row);
    /** @type {Record<string, string>} */
    const values = { none: "0", full: String(most), less: stepped(known, -1, most), more: stepped(known, 1, most) };
    this.setMark(row, values[button.dataset.act ?? ""] ?? "0");
  }

  /** @param {HTMLElement} row @returns {string | null} */
  valueOf(row) {
    return this.shown ? /** @type {string | null} */ (valueAt(this.marks, this.shown.sheet, this.shown.task, row.dataset.line ?? "")) : null;
  }

  /** @param {HTMLElement} row @param {string} value */
  setMark(row, value) {
    const field = part(row, "[data-mark]");
    if (field instanceof HTMLInputElement) field.value = value;
    part(row, "[data-error]").textContent = "";
    this.write(row.dataset.line ?? "", value);
  }

  /** Ask before a veto item is noted; taking it back needs no question. @param {HTMLElement} row @param {HTMLElement} button */
  async askVeto(row, button) {
    const happened = button.dataset.happened === "true";
    if (!happened && !(await this.confirmed(part(row, "[data-what]").textContent ?? ""))) return;
    this.write(row.dataset.line ?? "", !happened);
    this.draw();
    part(this.root, `[data-line="${row.dataset.line}"] [data-act=veto]`).focus();
  }

  /** @param {string} what @returns {Promise<boolean>} */
  confirmed(what) {
    const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("veto"));
    part(dialog, "[data-what]").textContent = what;
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
  }

  /** @param {Event} event */
  onChange(event) {
    const { target } = event;
    // A field that goes while somebody is in it says so afterwards: it was kept before it went.
    if (!(target instanceof HTMLElement) || !target.isConnected) return;
    this.typing.stop();
    if (!this.keepField(target)) target.focus();
    this.showState();
  }

  /** @param {Event} event */
  onInput(event) {
    if (!(event.target instanceof Element) || !event.target.matches("[data-mark], [data-note]")) return;
    this.typing.on(event);
    this.showState();
  }

  /** Keep what stands in the fields, left or not: a number that is no mark waits until somebody leaves its field. */
  keepTyped() {
    this.typing.stop();
    for (const field of this.root.querySelectorAll("[data-mark], [data-note]")) this.keepField(field, false);
    this.showState();
  }

  /** @param {Element} field @param {boolean} [isLeft] @returns {boolean} whether what stands there may stand there */
  keepField(field, isLeft = true) {
    const row = field.closest("[data-line]");
    if (field instanceof HTMLTextAreaElement) this.write("note", asNote(field.value));
    else if (field instanceof HTMLInputElement && "mark" in field.dataset && row instanceof HTMLElement) return this.keepMark(row, field, isLeft);
    return true;
  }

  /** @returns {boolean} whether something would be gone with the page */
  hasUnkept() {
    return Boolean(this.queue?.unsent && !this.keeping?.has(this.queue.waiting));
  }

  /** @returns {boolean} whether something stands in a field for a mark that is none */
  hasNoMark() {
    const fields = /** @type {NodeListOf<HTMLInputElement>} */ (this.root.querySelectorAll("[data-line] input[data-mark]"));
    return [...fields].some((field) => {
      const row = /** @type {HTMLElement} */ (field.closest("[data-line]"));
      return field.value.trim() !== "" && asMark(field.value, Number(row.dataset.most)) === null;
    });
  }

  /** @param {HTMLElement} row @param {HTMLInputElement} field @param {boolean} isLeft */
  keepMark(row, field, isLeft) {
    const most = Number(row.dataset.most);
    const isBlank = field.value.trim() === "";
    const mark = isBlank ? null : asMark(field.value, most);
    const isWrong = mark === null && !isBlank;
    if (isLeft && isWrong) part(row, "[data-error]").textContent = this.words.say("wrong_mark", { most });
    if (isWrong) return false;
    if (isLeft && mark !== null) this.setMark(row, mark);
    else this.write(row.dataset.line ?? "", mark);
    return true;
  }

  /** Number the mark, keep it on this tablet, and let it be sent: neither waits for the other. @param {string} line @param {string | boolean | null} value */
  write(line, value) {
    if (!this.shown || !this.queue) return;
    const { sheet, task } = this.shown;
    if (valueAt(this.marks, sheet, task, line) === value) return;
    const sinceOpened = Math.round(performance.now() - (this.opened ?? 0));
    const event = this.queue.add(placeOf(sheet, task, line), value, sinceOpened, new Date().toISOString());
    this.marks = fold(this.marks, [event]);
    part(this.root, "[data-sum]").textContent = this.words.say("sum", { sum: tally(this.marks, sheet, task).sum });
    void this.keep(event);
  }

  /** @param {import("../exam/types.js").NumberedEvent} event */
  async keep(event) {
    const written = this.keeping?.write(event);
    this.sender?.wake();
    this.showState();
    await written;
    this.showState();
  }

  showState() {
    if (!this.queue) return;
    const { unsent, lacking, waiting } = this.queue;
    const journaled = Boolean(this.keeping?.has(waiting));
    const isAway = !navigator.onLine || Boolean(this.sender?.isAway);
    const savedAt = this.savedAt ? clockText(this.savedAt, this.zone) : "";
    const why = { isAway, isRefused: lacking.length > 0 };
    const facts = { unsent, refused: lacking.length, journaled, typing: this.typing.isOpen };
    showSaveState(saveState(facts), savedAt, why, this.words);
  }

  /** @param {{ server_time: string, held: number[], lease: string, sheets: Record<string, any> }} reply @param {number} epoch of what was sent */
  onReply(reply, epoch) {
    this.savedAt = Date.parse(reply.server_time);
    for (const sheet of this.sheets) if (reply.sheets[sheet.uuid]) sheet.state = reply.sheets[sheet.uuid];
    this.sayRefused();
    if (reply.held.length) this.view.message({ kind: "warning", title: this.words.say("late") });
    // What an earlier page left goes under its own epoch, which this page fenced; that says nothing about this page.
    else if (reply.lease === "superseded" && epoch === this.queue?.epoch) this.view.message({ kind: "info", title: this.words.say("superseded") });
  }

  /** Say what the server did not take, and no more once it has something newer of it. */
  sayRefused() {
    const count = this.queue?.lacking.length ?? 0;
    if (count) this.view.message({ kind: "danger", title: this.words.say("refused", { count }), text: this.words.say("refused_text") });
    else if (this.saidRefused) this.view.message(null);
    this.saidRefused = count > 0;
  }

  /** @param {ServerError} error */
  onTrouble(error) {
    const { words, view } = this;
    if (error.status === 401) view.message({ kind: "danger", title: words.say("signed_out_title"), text: words.say("signed_out") });
    else if ([403, 404].includes(error.status)) view.message({ kind: "danger", title: words.say("other_person_title"), text: words.say("signed_out") });
    else this.sayRefused();
  }

  /** @param {SubmitEvent} event */
  onSubmit(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !("sign" in form.dataset)) return;
    event.preventDefault();
    void this.sign(form);
  }

  /** Sign when the server has everything; until then say what is going on. @param {HTMLFormElement} form */
  async sign(form) {
    const { sheet, place } = this.where();
    const told = part(form, "[data-progress]");
    const secret = /** @type {HTMLInputElement} */ (part(form, "#secret"));
    if (!sheet || !this.queue) return;
    if (this.queue.unsent) {
      this.sender?.wake(0);
      const waiting = navigator.onLine ? "sign_waiting" : "sign_offline";
      told.textContent = this.words.say(waiting, { count: this.queue.unsent });
      return;
    }
    told.textContent = this.words.say("signing");
    try {
      // What the server refused never comes: the signature does not wait for it, and is for what the server counts.
      const { epoch, lastSeq, leftOut } = this.queue;
      const page = { epoch, final_seq: lastSeq, left_out: leftOut, shown: shownOn(this.marks, sheet) };
      const reply = await this.server.sign(sheet.uuid, page, secret.value);
      if (reply.marks) return this.showMoved(sheet, reply.marks);
      if (reply.state === "missing") return void this.sendAgain(told);
      sheet.state = "signed";
      sheet.code = reply.code;
      if (this.sheets.every((one) => one.state !== "open") && !this.queue.pending.size) await this.erase?.();
      this.view.signature(sheet, place, this.marks);
      part(this.root, "[data-heading]").focus();
    } catch (error) {
      const offline = !(error instanceof ServerError) || error.passes;
      const reasons = error instanceof ServerError ? error.reasons : [];
      told.replaceChildren(offline ? this.words.say("sign_offline") : [/** @type {ServerError} */ (error).message, ...reasons].join(" "));
      secret.select();
    }
  }

  /** Another page of this assessor delivered late: show what counts now, and let it be looked at. @param {import("./types.js").Sheet} sheet @param {import("./types.js").Marks} counting */
  showMoved(sheet, counting) {
    const { marks, moved } = replaced(this.marks, sheet, counting);
    this.marks = marks;
    this.moved.set(sheet.uuid, moved);
    this.draw();
    const told = part(this.root, "[data-moved]");
    told.focus();
    told.scrollIntoView({ block: "center" });
  }

  /** The server lacks something it had acknowledged: send the journal once more. @param {HTMLElement} told */
  async sendAgain(told) {
    this.queue?.restore((await this.journal?.read()) ?? []);
    this.sender?.wake(0);
    told.textContent = this.words.say("sign_waiting", { count: this.queue?.unsent ?? 0 });
  }

  /** Switch the language here at once, and for the pages that follow. @param {string} language */
  speak(language) {
    this.words.language = language;
    this.view.translate();
    if (this.queue) this.draw();
    const body = new FormData(this.csrf);
    body.set("language", language);
    fetch(this.csrf.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
  }
}

const root = document.getElementById("marking");
if (root) void new Marker(root).start();
