// Talks to the server about marks: plain HTTP with a time limit, and errors that say whether trying again can help.

import { ServerError } from "../exam/server.js";

/** @typedef {import("./types.js").Marking} Marking */

const TIMEOUT_MS = 10_000;

export class MarkServer {
  /** @param {string} base @param {string} token the CSRF token of the page */
  constructor(base, token) {
    this.base = base;
    this.token = token;
  }

  /** @returns {Promise<Marking>} */
  open() {
    return this.#ask("/device", {});
  }

  /** @param {number} epoch @param {import("../exam/types.js").AnswerEvent[]} events @returns {Promise<any>} */
  save(epoch, events) {
    const bare = events.map(({ seq, item, response, monotonic_ms, client_at }) => ({ seq, item, response, monotonic_ms, client_at }));
    return this.#ask("/events", { epoch, events: bare });
  }

  /**
   * Sign a sheet as this page shows it. Where the server counts other marks, it answers "moved" and brings them.
   * @param {string} sheet @param {{ epoch: number, final_seq: number, left_out: number[], shown: Record<string, unknown> }} page @param {string} secret
   * @returns {Promise<{ state: string, code: string, marks?: import("./types.js").Marks }>}
   */
  sign(sheet, page, secret) {
    return this.#ask("/sign", { sheet, ...page, secret });
  }

  /** @param {string} path @param {object} body @returns {Promise<any>} */
  async #ask(path, body) {
    const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": this.token };
    const request = { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(TIMEOUT_MS) };
    const answer = await fetch(this.base + path, request).catch(() => null);
    if (!answer) throw new ServerError(0, "network", "");
    const content = await answer.json().catch(() => null);
    if (answer.status === 409 && content?.code === "exams.marks.moved") return { state: "moved", ...content };
    if (!answer.ok) throw new ServerError(answer.status, content?.code ?? "", content?.detail ?? "", content?.reasons ?? []);
    if (content === null) throw new ServerError(0, "network", "");
    return content;
  }
}
