// Several windows of one examination in one browser. Each tells the others its epoch when it begins, and whenever it has
// kept something; an older one steps back at once, a newer one takes over what an older one still did. Nothing else is
// told: the answers themselves are read from the sealed journal, or asked of the server where this machine keeps none.

import { beats, fold } from "./queue.js";

/** @typedef {import("./types.js").NumberedEvent} NumberedEvent */
/** @typedef {import("./view.js").Sheet} Sheet */

/** @param {NumberedEvent} event */
const name = ({ epoch, seq }) => `${epoch}.${seq}`;

/** @param {string} attempt @returns {BroadcastChannel | null} none in a browser that has none: the signs of life tell it later */
function channelOf(attempt) {
  return globalThis.BroadcastChannel ? new BroadcastChannel(`exam-${attempt}`) : null;
}

export class Windows {
  /**
   * @param {{ attempt: string, epoch: number }} paper
   * @param {{ onNewer(): void, onOlder(): void }} listener
   * @param {BroadcastChannel | null} [channel]
   */
  constructor({ attempt, epoch }, listener, channel = channelOf(attempt)) {
    this.epoch = epoch;
    this.channel = channel;
    /** @type {Set<string>} the events of older windows that this one has */
    this.known = new Set();
    channel?.addEventListener("message", ({ data }) => {
      if (typeof data !== "number") return;
      if (data > epoch) listener.onNewer();
      if (data < epoch) listener.onOlder();
    });
  }

  /** Tell the other windows that this one is there, or has kept something. */
  tell() {
    this.channel?.postMessage(this.epoch);
  }

  /** Pick what older windows kept and this one has not seen yet. @param {NumberedEvent[]} events @returns {NumberedEvent[]} */
  unseen(events) {
    const found = events.filter((event) => event.epoch < this.epoch && !this.known.has(name(event)));
    for (const event of found) this.known.add(name(event));
    return found;
  }
}

/**
 * Put what was done elsewhere on the sheet, where nothing newer stands here: answers, and marks for later.
 * @param {Sheet} sheet @param {import("./types.js").LateAnswer[]} answers @param {NumberedEvent[]} [marks]
 * @returns {{ count: number, isNew: boolean }} how many answers are new here, and whether anything is
 */
export function takeOver(sheet, answers, marks = []) {
  const news = answers.filter((one) => beats(sheet.answers[one.item], one));
  const flags = marks.filter((one) => beats(sheet.marks[one.item], one));
  sheet.answers = fold(sheet.answers, news);
  sheet.marks = fold(sheet.marks, flags.map((one) => ({ ...one, response: one.marked ?? null })));
  const items = new Set(news.map((one) => one.item));
  for (const item of items) sheet.late.add(item);
  return { count: items.size, isNew: news.length + flags.length > 0 };
}
