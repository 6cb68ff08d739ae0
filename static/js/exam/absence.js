// Notes when the examination page is out of sight or has lost the keyboard to another window or programme, and tells it
// when the candidate is back. It is a note for the invigilator and nothing else follows from it. Dialogs of the page itself
// leave the keyboard in the page; the browser's own for a file are left out, and so is what passes in a moment.

import { ServerError } from "./server.js";

const LEAST_MS = 3_000;
/** So many are told of one lease; the server takes no more. */
export const MOST = 30;

/**
 * @typedef {object} Page what is known of the page
 * @property {() => boolean} isHere whether it is seen and has the keyboard
 * @property {() => boolean} isExcused whether leaving it is nobody's business now
 * @property {() => number} now in milliseconds, by a clock that nobody sets
 */

export class Absence {
  /** @param {Page} page @param {(number: number, seconds: number) => Promise<unknown>} send */
  constructor(page, send) {
    this.page = page;
    this.send = send;
    /** @type {number | null} */
    this.since = null;
    this.count = 0;
    /** @type {Map<number, number>} by number the seconds of which the server has not heard yet */
    this.untold = new Map();
  }

  /** Something may have changed: the page was left, or somebody is back. @returns {Promise<void>} */
  async look() {
    if (!this.page.isHere()) {
      if (this.since === null && !this.page.isExcused()) this.since = this.page.now();
      return;
    }
    const gone = this.since === null ? 0 : this.page.now() - this.since;
    this.since = null;
    if (gone >= LEAST_MS && this.count < MOST) this.untold.set((this.count += 1), Math.round(gone / 1000));
    await this.tell();
  }

  /** Tell what is not told yet; what does not arrive goes with the next. The same number again is the same absence. */
  async tell() {
    for (const [number, seconds] of [...this.untold]) {
      const isOver = await this.send(number, seconds).then(() => true, (error) => error instanceof ServerError && !error.passes);
      if (isOver) this.untold.delete(number);
    }
  }
}

/** @param {{ server: import("./server.js").ExamServer, queue?: import("./queue.js").AnswerQueue, superseded: string | boolean, ending: { on: boolean } | null, sheet: { paused?: boolean } }} runner */
export function watchAbsence(runner) {
  const page = {
    isHere: () => document.visibilityState === "visible" && document.hasFocus(),
    isExcused: () => Boolean(runner.superseded || runner.sheet.paused || runner.ending?.on || document.querySelector("#emergency[open]")),
    now: () => performance.now(),
  };
  const absence = new Absence(page, (number, seconds) => runner.server.left(runner.queue?.epoch ?? 0, number, seconds));
  for (const name of ["blur", "focus", "online"]) addEventListener(name, () => void absence.look());
  document.addEventListener("visibilitychange", () => void absence.look());
}
