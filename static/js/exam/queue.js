// What the candidate did, numbered, and what of it the server has. Pure book-keeping: no network, no page.

/** @typedef {import("./types.js").NumberedEvent} NumberedEvent */
/** @typedef {import("./types.js").Answer} Answer */

export const BATCH = 100;

/** @param {{ epoch: number, seq: number }} event */
const name = (event) => `${event.epoch}.${event.seq}`;

/** What an event is about: an answer of a question, or its mark for later. @param {NumberedEvent} event */
const topic = (event) => `${event.marked === undefined ? "answer" : "mark"} ${event.item}`;

export class AnswerQueue {
  /** @param {number} epoch @param {number} lastSeq the highest number the server knows in this epoch */
  constructor(epoch, lastSeq) {
    this.epoch = epoch;
    this.lastSeq = lastSeq;
    /** @type {Map<string, NumberedEvent>} */
    this.pending = new Map();
    /** @type {Map<string, NumberedEvent>} what the server will not take, by the page's numbers; none is ever dropped */
    this.refused = new Map();
    /** @type {Map<string, NumberedEvent>} by topic the newest that the server has */
    this.taken = new Map();
    /** @type {Set<string>} what the server has and lets wait for a decision */
    this.held = new Set();
    this.fromEarlier = 0;
  }

  /**
   * Number a change of an answer and keep it until the server has it.
   * @param {string} item @param {import("./types.js").Response} response @param {number} monotonicMs @param {string} clientAt
   */
  add(item, response, monotonicMs, clientAt) {
    return this.#number({ item, response, monotonic_ms: monotonicMs, client_at: clientAt });
  }

  /** Number a mark for later, or that it was taken off. @param {string} item @param {boolean} marked @param {number} monotonicMs @param {string} clientAt */
  mark(item, marked, monotonicMs, clientAt) {
    return this.#number({ item, response: null, marked, monotonic_ms: monotonicMs, client_at: clientAt });
  }

  /** @param {Omit<import("./types.js").AnswerEvent, "seq">} content */
  #number(content) {
    this.lastSeq += 1;
    /** @type {NumberedEvent} */
    const event = { epoch: this.epoch, seq: this.lastSeq, ...content };
    this.pending.set(name(event), event);
    return event;
  }

  /** Take over what an earlier page left in the journal. @param {NumberedEvent[]} events */
  restore(events) {
    for (const event of events) this.pending.set(name(event), event);
  }

  /**
   * Return the next events to send, all of one epoch, the oldest first.
   * @param {number} [size]
   */
  next(size = BATCH) {
    const { waiting } = this;
    waiting.sort((one, other) => one.epoch - other.epoch || one.seq - other.seq);
    const first = waiting[0];
    if (!first) return null;
    return { epoch: first.epoch, events: waiting.filter((event) => event.epoch === first.epoch).slice(0, size) };
  }

  /**
   * Forget what the server has committed: the batch it answered, and everything up to its contiguous number.
   * @param {NumberedEvent[]} sent @param {Record<string, number>} acknowledged
   */
  confirm(sent, acknowledged) {
    for (const event of sent) {
      this.pending.delete(name(event));
      if (beats(this.taken.get(topic(event)), event)) this.taken.set(topic(event), event);
    }
    for (const [key, event] of this.pending) {
      if (event.seq <= (acknowledged[String(event.epoch)] ?? 0)) this.pending.delete(key);
    }
  }

  /**
   * Note what the server has and does not count yet, by epoch and number.
   * @param {([number, number] | [number, number, boolean])[]} places @param {boolean} [isAll] whether nothing else waits any more
   */
  hold(places, isAll = false) {
    if (isAll) this.held.clear();
    for (const [epoch, seq] of places) this.held.add(name({ epoch, seq }));
  }

  /**
   * Return whether earlier pages have brought more since it was last asked: another seat may have sent what it still had.
   * @param {Record<string, number>} acknowledged
   */
  hasNews(acknowledged) {
    const before = this.fromEarlier;
    const earlier = Object.entries(acknowledged).filter(([epoch]) => Number(epoch) < this.epoch);
    this.fromEarlier = earlier.reduce((sum, [, seq]) => sum + seq, 0);
    return this.fromEarlier > before;
  }

  /** @param {Answer[]} answers @returns {{ kept: number, held: number }} how many the server counts, and how many wait there for a decision */
  standing(answers) {
    const there = answers.map(name).filter((one) => !this.pending.has(one));
    const held = there.filter((one) => this.held.has(one)).length;
    return { kept: there.length - held, held };
  }

  /** Set an event aside that the server will not take; it stays visible. @param {NumberedEvent} event */
  refuse(event) {
    this.refused.set(name(event), event);
  }

  /** @returns {NumberedEvent[]} the events that still have to be sent */
  get waiting() {
    return [...this.pending.values()].filter((event) => !this.refused.has(name(event)));
  }

  /** @returns {number} how many events still have to be sent */
  get unsent() {
    return this.waiting.length;
  }

  /** @returns {string[]} the items of which the server has less than the page: nothing newer was taken since */
  get lacking() {
    const open = [...this.refused.values()].filter((event) => beats(this.taken.get(topic(event)), event));
    return [...new Set(open.map((event) => event.item))];
  }

  /** @returns {number[]} the numbers of this page that the server will never have: a hand-in does not wait for them */
  get leftOut() {
    return [...this.refused.values()].filter((event) => event.epoch === this.epoch).map((event) => event.seq);
  }
}

/** @param {{ epoch: number, seq: number } | undefined} known @param {{ epoch: number, seq: number }} event @returns {boolean} whether the event is newer */
export const beats = (known, event) => !known || event.epoch > known.epoch || (event.epoch === known.epoch && event.seq > known.seq);

/**
 * Fold events over answers: per item the highest (epoch, seq) counts, whatever order they come in.
 * @param {Record<string, Answer>} answers @param {(Answer & { item: string })[]} events
 * @returns {Record<string, Answer>}
 */
export function fold(answers, events) {
  const current = { ...answers };
  for (const event of events) {
    if (beats(current[event.item], event)) current[event.item] = { response: event.response, epoch: event.epoch, seq: event.seq };
  }
  return current;
}

/**
 * The item that was answered or marked last, wherever that was: there the candidate goes on.
 * @param {Record<string, Answer>[]} logs @returns {string | undefined}
 */
export function lastTouched(...logs) {
  /** @type {(Answer & { item: string }) | undefined} */
  let last;
  for (const [item, known] of logs.flatMap((log) => Object.entries(log))) if (beats(last, known)) last = { item, ...known };
  return last?.item;
}
