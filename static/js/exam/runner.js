// The examination page: takes the lease, shows one question at a time, keeps every answer here and at the server.

import { watchAbsence } from "./absence.js";
import { Access } from "./access.js";
import { ExamClock } from "./clock.js";
import { part } from "./dom.js";
import { Ending } from "./ending.js";
import { fieldValues } from "./fields.js";
import { Countdown } from "./frame.js";
import { beat, keepOthersAwake } from "./heartbeat.js";
import { answeredAnew, sayRefused, takeHeld } from "./holding.js";
import { openJournal } from "./journal.js";
import { Keeping } from "./keeping.js";
import { takeLease } from "./leasing.js";
import { watchLeaving } from "./leaving.js";
import { listen } from "./listening.js";
import { AnswerQueue, fold, lastTouched } from "./queue.js";
import { isAnswered, readResponse } from "./responses.js";
import { Sender } from "./sender.js";
import { ExamServer } from "./server.js";
import { emptySheet, fillSheet, heldState, placesOf } from "./sheet.js";
import { Standing, wordOfHeld } from "./standing.js";
import { Tools } from "./tools.js";
import { Typing } from "./typing.js";
import { isMarked, View } from "./view.js";
import { takeOver, Windows } from "./windows.js";
import { Words } from "./words.js";

const TICK_MS = 250;
// So shortly before the end, what is typed is kept at each tick: it is to arrive in time.
const LAST_MS = 1_000;

class Runner {
  /** @param {HTMLElement} root */
  constructor(root) {
    const data = /** @type {Record<string, string>} */ ({ ...root.dataset });
    this.root = root;
    this.data = data;
    this.words = new Words(JSON.parse(data.words ?? "{}"), data.language ?? "");
    this.view = new View(root, this.words, JSON.parse(data.titles ?? "{}"));
    this.standing = new Standing(this.view, this.words, data.zone ?? "");
    this.csrf = /** @type {HTMLFormElement} */ (part(root, "[data-csrf]"));
    const token = /** @type {HTMLInputElement} */ (part(this.csrf, "input[name=csrfmiddlewaretoken]"));
    this.server = new ExamServer(data.api ?? "", token);
    this.clock = new ExamClock();
    this.countdown = new Countdown(this.words);
    this.savedAt = 0;
    this.superseded = ""; // or by what, as its words are called
    this.ending = /** @type {Ending | null} */ (null);
    this.typing = new Typing(() => this.onChoice());
    this.sheet = emptySheet();
    this.places = /** @type {import("./sheet.js").Places} */ ([]);
    this.access = new Access(this);
  }

  async start() {
    this.root.hidden = false;
    this.view.translate();
    new Tools(this.csrf, this.words, (language) => this.speak(language), () => this.server.renew()).listen();
    keepOthersAwake(() => !this.access.isOut);
    for (const act of ["previous", "next", "flag", "clear", "hand-in"]) this.view.enable(act, false);
    const taken = await takeLease(this);
    if (taken) await this.begin(taken.paper, taken.sentAt);
  }

  /** @param {import("./types.js").Paper} paper @param {number} sentAt */
  async begin(paper, sentAt) {
    this.clock.anchor(paper.server_time, paper.deadline, sentAt, paper.paused);
    this.clock.startLease(performance.now());
    this.server.page = paper.page;
    this.root.classList.add("has-paper");
    this.queue = new AnswerQueue(paper.epoch, paper.last_seq);
    this.journal = await openJournal(paper);
    this.keeping = new Keeping(this.journal);
    const left = await this.journal.read().catch(() => []);
    // Leftovers of an earlier page go first; what the server knows already it ignores.
    this.windows = new Windows(paper, { onNewer: () => this.stepBack(), onOlder: () => void this.catchUp() });
    this.queue.restore(this.windows.unseen(left));
    fillSheet(this.sheet, paper, left);
    this.places = placesOf(paper);
    // The note proves, once the page is gone, that this machine held the lease.
    void this.journal.writeNote().catch(() => {});
    this.savedAt = Object.keys(paper.answers).length ? this.clock.now() : 0;
    this.sender = new Sender(this.queue, this.server, {
      onReply: (reply, at, epoch) => this.onReply(reply, at, epoch),
      onTrouble: (error) => this.onTrouble(error),
      onChange: () => this.showState(),
    });
    this.ending = new Ending(this.queue, this.server, this.clock, {
      onProgress: () => this.showProgress(),
      onMissing: () => this.sendAgain(),
      onReceipt: (url) => location.replace(url),
      onTimeLeft: () => this.goOn(),
      onSuperseded: () => this.stepBack(),
    });
    if (!this.journal.durable) this.view.lasting = { kind: "warning", title: isSecureContext ? "memory_only" : "not_secure" };
    this.view.message(null);
    for (const picture of paper.items.flatMap((item) => item.attachments ?? [])) if (picture.address) new Image().src = picture.address;
    this.listen();
    // A page without a place in its address comes from the waiting room or another seat: go on where the last answer was.
    const touched = paper.items.findIndex((item) => item.uuid === lastTouched(this.sheet.answers, this.sheet.marks));
    this.goTo(location.hash ? Number(location.hash.slice(1)) - 1 : touched);
    this.sender.wake(0);
    setInterval(() => this.tick(), TICK_MS);
    this.stand(paper.paused);
    if (!paper.paused) sayRefused(this);
    void beat(() => this.look());
    this.windows.tell();
    watchAbsence(this);
    watchLeaving(this);
  }

  listen() {
    /** @type {Record<string, () => void>} */
    const press = {
      previous: () => this.goTo(this.sheet.index - 1, true),
      next: () => this.goTo(this.sheet.index + 1, true),
      flag: () => this.flag(),
      clear: () => this.clear(),
      "hand-in": () => this.askHandIn(),
      "hand-in-back": () => this.goBack(),
      "hand-in-now": () => void this.finish(),
    };
    listen(this.root, this.view.dialog, {
      press,
      choose: (event, place) => {
        if (this.ending?.on) return;
        event.preventDefault();
        this.view.dialog.close();
        this.goTo(place, true);
      },
      visit: (place) => this.goTo(place),
      change: (fields) => this.onChoice(fields),
      key: (event) => this.onKey(event),
      typed: (event) => this.onTyped(event),
      online: () => (this.sender?.wake(0), void this.look()),
      shown: () => void this.catchUp(),
      back: () => this.goBack(),
    });
  }

  /** @param {number} place @param {boolean} [focus] */
  goTo(place, focus = false) {
    this.typing.finish();
    this.sheet.index = Math.max(0, Math.min(this.sheet.items.length - 1, Number.isFinite(place) ? place : 0));
    history.replaceState(null, "", `#${this.sheet.index + 1}`);
    this.draw();
    if (focus) part(this.root, "[data-heading]").focus();
  }

  draw() {
    this.view.question(this.sheet);
    this.view.overview(this.sheet);
    this.showState();
  }

  get item() {
    return /** @type {import("./types.js").Item} */ (this.sheet.items[this.sheet.index]);
  }

  /** Between the end of the time and the next tick nothing more goes into a field. @param {Event} event */
  onKey(event) {
    const field = event.target instanceof Element && event.target.closest("[data-question-body]");
    if (!field || !this.queue || this.clock.left() > 0) return;
    event.preventDefault();
    this.tick();
  }

  /** @param {Event} event */
  onTyped(event) {
    if (this.sheet.locked) return;
    this.typing.on(event);
    this.showState();
  }

  /**
   * Keep what stands in the fields of a question: of their own one. A field that goes while somebody is in it says that it
   * has changed when the next question is the current one already.
   * @param {HTMLElement | null} [fields]
   */
  onChoice(fields = this.root.querySelector("[data-question-body] [data-item]")) {
    const typedAt = this.typing.stop();
    const item = this.sheet.items.find(({ uuid }) => uuid === fields?.dataset.item);
    if (this.sheet.locked || !fields || !item) return;
    const response = readResponse(item, fieldValues(fields));
    const known = this.sheet.answers[item.uuid]?.response ?? null;
    if (JSON.stringify(response) !== JSON.stringify(known)) void this.answer(item, response, typedAt);
    else this.showState();
  }

  /**
   * Number the answer, keep it on this machine, and let it be sent: neither waits for the other.
   * @param {import("./types.js").Item} item @param {import("./types.js").Response} response
   * @param {number | null} [typedAt] when its last key was pressed
   */
  async answer(item, response, typedAt) {
    if (!this.queue) return;
    this.sheet.late.delete(item.uuid);
    const event = this.queue.add(item.uuid, response, this.clock.sinceLease(typedAt), new Date().toISOString());
    const wasHeld = heldState(this.sheet, item.uuid);
    this.sheet.answers = fold(this.sheet.answers, [event]);
    if (wasHeld && item === this.item) answeredAnew(this);
    await this.keep(event);
  }

  /** @param {import("./types.js").NumberedEvent} event */
  async keep(event) {
    this.view.overview(this.sheet);
    this.view.moves(this.sheet);
    const written = this.keeping?.write(event);
    this.sender?.wake();
    this.showState();
    await written;
    this.showState();
    this.windows?.tell();
  }

  clear() {
    this.typing.stop();
    if (this.sheet.locked) return;
    void this.answer(this.item, null);
    this.view.question(this.sheet);
    part(this.root, "[data-heading]").focus();
  }

  /** Mark the question for later, or take the mark off: an event as an answer is, so it goes along to another seat. */
  flag() {
    if (!this.queue || this.sheet.locked) return;
    const marked = !isMarked(this.sheet, this.item);
    const event = this.queue.mark(this.item.uuid, marked, this.clock.sinceLease(), new Date().toISOString());
    this.sheet.marks = fold(this.sheet.marks, [{ ...event, response: marked }]);
    void this.keep(event);
  }

  /** @returns {import("./standing.js").Facts} */
  get facts() {
    const { unsent = 0, lacking = [], waiting = [] } = this.queue ?? {};
    const journaled = Boolean(this.keeping?.has(waiting));
    return { unsent, refused: lacking.length, journaled, typing: this.typing.isOpen, isAway: this.isAway, isOut: this.access.isOut, savedAt: this.savedAt };
  }

  showState() {
    if (!this.queue) return;
    this.standing.show(this.facts, this.sheet);
    if (this.ending?.on) this.showProgress();
  }

  /** @returns {boolean} whether nothing reaches the server now, as far as this page can know */
  get isAway() {
    return !navigator.onLine || Boolean(this.sender?.isAway);
  }

  showProgress() {
    this.standing.progress(this.facts, this.ending?.state ?? "");
  }

  /** @param {import("./types.js").SaveReply} reply @param {number} sentAt @param {number} epoch of what was sent */
  onReply(reply, sentAt, epoch) {
    this.clock.anchor(reply.server_time, reply.deadline, sentAt);
    this.savedAt = this.clock.now();
    this.access.back();
    this.windows?.tell();
    this.standing.lacking(new Set(this.queue?.lacking), this.sheet);
    this.queue?.hold(reply.held.map((seq) => [epoch, seq]));
    if (this.queue?.hasNews(reply.acknowledged)) void this.look();
    // With time left they are not late: somebody decides, on an outage for instance, unless it was ended meanwhile.
    if (reply.held.length) void this.look().then(() => this.ending?.on || this.superseded || this.view.message({ kind: "warning", title: wordOfHeld(this.sheet.paused, this.clock.left()) }));
    // Leftovers of an earlier page go under its own, fenced epoch; that says nothing about this page.
    if (this.superseded || (reply.lease === "superseded" && epoch === this.queue?.epoch)) this.stepBack();
  }

  /** @param {import("./server.js").ServerError} error */
  onTrouble(error) {
    if (!this.access.lost(error)) this.standing.lacking(new Set(this.queue?.lacking), this.sheet);
  }

  /** Another window or seat goes on; here the paper can only be read. It says again how many answers have arrived. */
  stepBack(why = "superseded") {
    if (!this.superseded) {
      this.ending?.stop();
      this.superseded = why;
      this.view.dialog.close();
      this.lock();
    }
    const given = Object.values(this.sheet.answers).filter(({ response }) => isAnswered(response));
    this.view.superseded(this.superseded, this.queue?.standing(given) ?? { kept: 0, held: 0 });
  }

  lock() {
    this.typing.finish();
    this.sheet.locked = true;
    this.view.question(this.sheet);
  }

  tick() {
    const left = this.clock.left();
    this.countdown.show(left, this.clock.paused);
    this.showState();
    if (this.ending?.on || this.sheet.locked) return;
    if (left > 0 && left <= LAST_MS) this.typing.finish();
    if (left > 0 && left < TICK_MS) setTimeout(() => this.tick(), left);
    if (left > 0) return;
    this.view.message({ kind: "warning", title: "time_up" });
    void this.finish(true);
  }

  /** Tell the server that this seat lives, and learn of extra time or another seat. */
  async look() {
    const sentAt = performance.now();
    const reply = await this.server.clock(this.queue?.epoch ?? 0, this.queue?.unsent ?? 0).catch((error) => void this.access.lost(error));
    if (!reply) return;
    this.access.back();
    this.clock.anchor(reply.server_time, reply.deadline, sentAt, reply.paused ?? false);
    this.takeLate(reply.late ?? []);
    if (reply.held) this.queue?.hold(reply.held, true);
    this.stand(reply.paused ?? false, reply.on_paper ?? false);
    if (reply.state !== "in_progress") void this.finish();
    else if (reply.lease === "superseded") this.stepBack();
    else if (reply.held) await takeHeld(this, reply.held);
  }

  /** Pause or go on, here or on paper, as the invigilator decided. @param {boolean} paused @param {boolean} [onPaper] as before, when not said */
  stand(paused, onPaper = this.sheet.onPaper) {
    if (this.superseded || this.ending?.on || (paused === this.sheet.paused && onPaper === this.sheet.onPaper)) return;
    this.typing.finish();
    this.sheet.paused = this.sheet.locked = paused;
    this.sheet.onPaper = onPaper;
    const word = onPaper ? "paper" : "paused";
    this.view.message(paused ? { kind: "info", title: `${word}_title`, text: word } : null);
    this.draw();
    if (!paused) sayRefused(this);
  }

  /**
   * Show what an earlier seat or window did after this one began, where nothing was answered here.
   * @param {import("./types.js").LateAnswer[]} late @param {import("./types.js").NumberedEvent[]} [marks]
   */
  takeLate(late, marks) {
    if (!late.length && !marks?.length) return;
    this.typing.finish();
    const { count, isNew } = takeOver(this.sheet, late, marks);
    if (count) this.view.message({ kind: "info", title: "late_filled", values: { count } });
    if (isNew) this.draw();
  }

  /** An older window of this browser kept something: it is shown here and sent from here, should that window be gone. */
  async catchUp() {
    if (this.superseded || this.ending?.on) return;
    if (!this.journal?.durable) return this.look();
    const fresh = this.windows?.unseen(await this.journal.read().catch(() => [])) ?? [];
    if (!fresh.length) return;
    this.queue?.restore(fresh);
    this.takeLate(fresh.filter((event) => event.marked === undefined), fresh.filter((event) => event.marked !== undefined));
    this.sender?.wake(0);
  }

  askHandIn(byTime = false) {
    this.typing.finish();
    const dialog = this.view.handInDialog(this.sheet, byTime);
    if (!dialog.open) dialog.showModal();
  }

  /** Hand in, or let the time that ran out be the end. @param {boolean} [byTime] */
  async finish(byTime = false) {
    if (!this.ending || this.ending.on) return;
    this.lock();
    this.askHandIn(byTime);
    this.view.enable("hand-in-now", false);
    await this.ending.begin(byTime);
  }

  /** The time had run out, and there is time again: everything is as it was. */
  goOn() {
    this.view.message({ kind: "info", title: "time_left_again_title", text: "time_left_again" });
    this.unlock();
  }

  /** Back to the questions, also while a hand-in waits for a server that is away; the end of the time takes nobody back. */
  goBack() {
    if (!this.ending?.on) return this.view.dialog.close();
    if (this.ending.byTime) return;
    this.ending.stop();
    this.unlock();
    // The hand-in may have arrived although its answer did not.
    void this.look();
  }

  unlock() {
    this.view.enable("hand-in-now", true);
    this.view.part("[data-hand-in-progress]").textContent = "";
    this.view.dialog.close();
    this.sheet.locked = Boolean(this.sheet.paused);
    this.draw();
    part(this.root, "[data-heading]").focus();
    this.stand(this.clock.paused);
  }

  /** The server lacks something it had acknowledged: send the journal once more. */
  async sendAgain() {
    this.queue?.restore((await this.journal?.read()) ?? []);
    this.sender?.wake(0);
  }

  /** Switch the language without losing anything. @param {string} language */
  speak(language) {
    this.typing.finish();
    this.words.language = language;
    this.view.translate();
    if (this.sheet.items.length) this.draw();
  }
}

const root = document.getElementById("runner");
if (root) void new Runner(root).start();
