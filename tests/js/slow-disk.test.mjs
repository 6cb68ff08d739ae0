// The disk of a terminal is slower than the server, or the server than the disk, in 400 seeded runs with pages that are
// closed at any moment: what was shown as saved is at the server, and "on this computer" is never said before it is true.
import assert from "node:assert/strict";
import { test } from "node:test";

import { saveState } from "../../static/js/exam/frame.js";
import { Keeping } from "../../static/js/exam/keeping.js";
import { AnswerQueue } from "../../static/js/exam/queue.js";
import { Sender } from "../../static/js/exam/sender.js";
import { ServerError } from "../../static/js/exam/server.js";
import { chanceOf, name } from "./seeded.mjs";

const RUNS = 400;

/** A terminal with a disk and a server that answer when the seed says so; `Keeper` says what the disk has. */
class Terminal {
  constructor(seed, Keeper) {
    Object.assign(this, { chance: chanceOf(seed), Keeper, disk: new Map(), atServer: new Set(), promised: new Set(), orders: new Set(), epoch: 0 });
    this.load();
  }

  /** A page is closed in the middle of everything, and another one opened: what was being written is gone. */
  load() {
    this.epoch += 1;
    this.writing = [];
    this.reply = null;
    this.queue = new AnswerQueue(this.epoch, 0);
    this.queue.restore([...this.disk.values()]);
    this.keeping = new this.Keeper({ durable: true, write: (event) => new Promise((resolve, reject) => this.writing.push({ event, resolve, reject })) });
    this.sender = new Sender(this.queue, this, { onReply() {}, onTrouble() {}, onChange() {} });
    this.sender.wake = () => {};
  }

  /** A request of the page; the answer comes later, or never. */
  save(epoch, events) {
    return new Promise((resolve, reject) => (this.reply = { epoch, events, resolve, reject }));
  }

  answer() {
    void this.keeping.write(this.queue.add("i", "a", 0, ""));
  }

  serverAnswers(isLost) {
    const { epoch, events, resolve, reject } = this.reply;
    this.reply = null;
    if (isLost) return reject(new ServerError(0, "network", ""));
    for (const { seq } of events) {
      const key = name({ epoch, seq });
      if (!this.disk.has(key)) this.orders.add("server first");
      this.atServer.add(key);
    }
    return resolve({ acknowledged: {}, missing: {}, held: [], server_time: "", deadline: null, state: "", lease: "live" });
  }

  diskAnswers(isFull) {
    const { event, resolve, reject } = this.writing.shift();
    if (isFull) return reject(new Error("full"));
    if (!this.atServer.has(name(event))) this.orders.add("disk first");
    this.disk.set(name(event), event);
    return resolve();
  }

  /** What the screen says now, and what whoever reads it may rely on. */
  look() {
    const { unsent, lacking, waiting } = this.queue;
    const state = saveState({ unsent, refused: lacking.length, journaled: this.keeping.has(waiting) });
    if (state === "unsaved") return;
    for (let seq = 1; seq <= this.queue.lastSeq; seq += 1) this.promised.add(name({ epoch: this.epoch, seq }));
  }

  /** Promises that nobody could keep, should the machine lose its power now. */
  broken() {
    return [...this.promised].filter((key) => !this.atServer.has(key) && !this.disk.has(key));
  }
}

async function run(seed, Keeper = Keeping) {
  const terminal = new Terminal(seed, Keeper);
  for (let step = 0; step < 60; step += 1) {
    const dice = terminal.chance();
    if (dice < 0.3) terminal.answer();
    else if (dice < 0.5) void terminal.sender.send();
    else if (dice < 0.7) terminal.reply && terminal.serverAnswers(terminal.chance() < 0.3);
    else if (dice < 0.95) terminal.writing.length && terminal.diskAnswers(terminal.chance() < 0.1);
    else terminal.load();
    await new Promise((done) => setImmediate(done));
    terminal.look();
    const broken = terminal.broken();
    if (broken.length) return { broken, orders: terminal.orders };
  }
  return { broken: [], orders: terminal.orders };
}

test("whichever of the two is slower, nothing is promised that could be lost", async () => {
  const met = new Map();
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const { broken, orders } = await run(seed);
    assert.deepEqual(broken, [], `seed ${seed}`);
    for (const order of orders) met.set(order, (met.get(order) ?? 0) + 1);
  }
  for (const order of ["server first", "disk first"]) assert.ok(met.get(order) > RUNS / 4, `${order}: ${met.get(order)}`);
});

test("a page that says so when the writing begins is caught", async () => {
  class Hasty extends Keeping {
    has() {
      return true;
    }
  }
  let caught = 0;
  for (let seed = 1; seed <= 50; seed += 1) caught += (await run(seed, Hasty)).broken.length > 0;
  assert.ok(caught > 25, `${caught} of 50`);
});
