// Sends the queue until the server has everything. It never gives up and never pauses near the end; between tries it
// waits longer each time, with jitter, so that a room of terminals does not come back in one beat.

import { BATCH } from "./queue.js";
import { ServerError } from "./server.js";

/** @typedef {import("./queue.js").AnswerQueue} AnswerQueue */

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8_000;
const DEBOUNCE = 300;
// A server that has not answered for so long is shown as away.
const SILENCE_MS = 3_000;

/** @param {number} failures @param {() => number} [random] @returns {number} milliseconds before the next try */
export function waitBefore(failures, random = Math.random) {
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 1.7 ** Math.max(0, failures - 1));
  return wait * (0.7 + random() * 0.6);
}

export class Sender {
  /**
   * @param {AnswerQueue} queue
   * @param {{ save(epoch: number, events: import("./types.js").AnswerEvent[], isLast?: boolean): Promise<import("./types.js").SaveReply> }} server
   * @param {{ onReply(reply: import("./types.js").SaveReply, sentAt: number, epoch: number): void, onTrouble(error: ServerError): void, onChange(): void }} listener
   */
  constructor(queue, server, listener) {
    this.queue = queue;
    this.server = server;
    this.listener = listener;
    this.failures = 0;
    this.size = BATCH;
    this.busy = false;
    this.sentAt = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** Send soon: a few clicks in a row go together. @param {number} [delay] */
  wake(delay = DEBOUNCE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), delay);
  }

  /** @returns {boolean} whether the last try failed or the one that is going on gets no answer: nothing arrives now */
  get isAway() {
    return this.failures > 0 || (this.busy && performance.now() - this.sentAt > SILENCE_MS);
  }

  /** Send one batch and plan what follows. */
  async send() {
    const batch = this.busy ? null : this.queue.next(this.size);
    if (!batch) return;
    this.busy = true;
    const sentAt = performance.now();
    this.sentAt = sentAt;
    try {
      const reply = await this.server.save(batch.epoch, batch.events);
      this.#taken(batch.events, reply, sentAt);
    } catch (error) {
      this.#failed(batch.events, error instanceof ServerError ? error : new ServerError(0, "network", String(error)));
    } finally {
      // Plan the next try before anything is shown: no fault of the page may stop the sending.
      this.busy = false;
      if (this.queue.next()) this.wake(this.failures ? waitBefore(this.failures) : 0);
      this.listener.onChange();
    }
  }

  /** The page goes: the browser is to bring what waits without it, also what is on its way. The same again changes nothing. */
  sendLast() {
    const batch = this.queue.next(this.size);
    if (batch) this.server.save(batch.epoch, batch.events, true).catch(() => {});
  }

  /** @param {import("./types.js").NumberedEvent[]} events @param {import("./types.js").SaveReply} reply @param {number} sentAt */
  #taken(events, reply, sentAt) {
    this.failures = 0;
    this.size = BATCH;
    this.queue.confirm(events, reply.acknowledged);
    this.listener.onReply(reply, sentAt, events[0]?.epoch ?? 0);
  }

  /** @param {import("./types.js").NumberedEvent[]} events @param {ServerError} error */
  #failed(events, error) {
    this.failures += 1;
    // One event that the server does not take must not hold up the others: send singly, set that one aside.
    if (!error.passes && [409, 413, 422].includes(error.status)) {
      if (events.length === 1 && events[0]) this.queue.refuse(events[0]);
      this.size = 1;
      this.failures = 0;
    }
    this.listener.onTrouble(error);
  }
}
