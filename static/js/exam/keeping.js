// Which events this machine has not got: each counts as kept when its own record is on the disk, whatever came of others.

/** @typedef {import("./types.js").NumberedEvent} NumberedEvent */

export class Keeping {
  /** @param {Pick<import("./journal.js").Journal, "durable" | "write">} journal */
  constructor(journal) {
    this.journal = journal;
    /** @type {Set<NumberedEvent>} being written, or not to be written */
    this.lacking = new Set();
  }

  /** Write an event; that it could not be written is known here and stops nothing. @param {NumberedEvent} event */
  async write(event) {
    this.lacking.add(event);
    const isKept = await this.journal.write(event).then(() => true, () => false);
    if (isKept) this.lacking.delete(event);
  }

  /** @param {NumberedEvent[]} events @returns {boolean} whether all of these would outlive the page */
  has(events) {
    return this.journal.durable && !events.some((event) => this.lacking.has(event));
  }
}
