// Talks to the server about marks: plain HTTP with a time limit, and errors that say whether trying again can help.

import { Server, ServerError } from "../exam/server.js";

/** @typedef {import("./types.js").Marking} Marking */

export class MarkServer extends Server {
  /** @returns {Promise<Marking>} */
  open() {
    return this.ask("/device", {});
  }

  /** @param {number} epoch @param {import("../exam/types.js").AnswerEvent[]} events @param {boolean} [isLast] the page goes @returns {Promise<any>} */
  save(epoch, events, isLast = false) {
    const bare = events.map(({ seq, item, response, monotonic_ms, client_at }) => ({ seq, item, response, monotonic_ms, client_at }));
    return this.ask("/events", { epoch, events: bare }, { keepalive: isLast });
  }

  /**
   * Sign a sheet as this page shows it. Where the server counts other marks, it answers "moved" and brings them.
   * @param {string} sheet @param {{ epoch: number, final_seq: number, left_out: number[], shown: Record<string, unknown> }} page @param {string} secret
   * @returns {Promise<{ state: string, code: string, marks?: import("./types.js").Marks }>}
   */
  async sign(sheet, page, secret) {
    return this.ask("/sign", { sheet, ...page, secret }).catch((error) => {
      if (error instanceof ServerError && error.code === "exams.marks.moved") return { ...error.content, state: "moved" };
      throw error;
    });
  }
}
