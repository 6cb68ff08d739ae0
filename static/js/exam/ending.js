// The end: somebody hands in, or the time runs out. Waits until the server has everything, then asks for the receipt,
// and never gives up. When only the time ran out, the server may know better: an outage gives it back, or paper is asked for.

import { waitBefore } from "./sender.js";
import { ServerError } from "./server.js";

// Less than this is not worth unlocking the page for.
const LEAST_LEFT_MS = 1_000;
const LOOK_AGAIN_MS = 300;

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Ending {
  /**
   * @param {import("./queue.js").AnswerQueue} queue
   * @param {{ handIn(epoch: number, finalSeq: number, byTime: boolean, leftOut: number[]): Promise<import("./types.js").HandInReply> }} server
   * @param {import("./clock.js").ExamClock} clock
   * @param {{ onProgress(): void, onMissing(): Promise<void>, onReceipt(url: string): void, onTimeLeft(): void, onSuperseded(): void }} listener
   * @param {(ms: number) => Promise<unknown>} [wait]
   */
  constructor(queue, server, clock, listener, wait = pause) {
    this.queue = queue;
    this.server = server;
    this.clock = clock;
    this.listener = listener;
    this.wait = wait;
    this.on = false;
    this.byTime = false;
    this.runs = 0;
    /** @type {"sending" | "offline" | "outage" | "paper"} what keeps the end from coming */
    this.state = "sending";
  }

  /** End here; once begun, somebody's hand-in does not become the end of the time. @param {boolean} byTime */
  async begin(byTime) {
    if (this.on) return;
    this.on = true;
    this.byTime = byTime;
    this.state = "sending";
    this.runs += 1;
    // Whoever goes back and hands in again begins anew; the run before ends at its next step.
    for (let tries = 1, run = this.runs; this.on && run === this.runs; tries += 1) {
      this.listener.onProgress();
      if (this.queue.unsent === 0 && (await this.#ask())) return;
      // Any answer of the server may have told a later end: of a save, of a sign of life, or the one just asked for.
      if (byTime && this.clock.left() >= LEAST_LEFT_MS) return this.#goOn();
      await this.wait(this.queue.unsent ? LOOK_AGAIN_MS : waitBefore(tries));
    }
  }

  /** Give up the end: another page has the paper, or the candidate goes on. A receipt that still comes is taken. */
  stop() {
    this.on = false;
  }

  #goOn() {
    if (!this.on) return;
    this.on = false;
    this.listener.onTimeLeft();
  }

  /** @returns {Promise<boolean>} whether the receipt is there */
  async #ask() {
    const sentAt = this.clock.monotonic();
    try {
      const reply = await this.server.handIn(this.queue.epoch, this.queue.lastSeq, this.byTime, this.queue.leftOut);
      return await this.#taken(reply, sentAt);
    } catch (error) {
      if (error instanceof ServerError && error.code === "exams.attempt.seat_in_use") this.listener.onSuperseded();
      this.state = error instanceof ServerError && error.passes ? "offline" : "sending";
      return false;
    }
  }

  /** @param {import("./types.js").HandInReply} reply @param {number} sentAt */
  async #taken(reply, sentAt) {
    this.state = "sending";
    if (reply.state === "handed_in") {
      this.listener.onReceipt(reply.url);
      return true;
    }
    if (reply.state === "missing") await this.listener.onMissing();
    else {
      this.clock.anchor(reply.server_time, reply.deadline, sentAt, reply.paused);
      // The end has passed, and yet nobody's time is up: somebody decides on an outage, or whether it goes on on paper.
      if (this.clock.left() === 0) this.state = reply.waits_for || "sending";
    }
    return false;
  }
}
