// Talks to the server: plain HTTP with a time limit, and errors that say whether trying again can help.

/** @typedef {import("./types.js").Paper} Paper */

const TIMEOUT_MS = 10_000;
// The person signed in anew where terminals are not registered: to the server the new session is another seat.
export const OTHER_SEAT = "other_seat";

/** An answer that is not a success. `status` 0: no answer at all. */
export class ServerError extends Error {
  /** @param {number} status @param {string} code @param {string} detail @param {string[]} [reasons] @param {Record<string, any>} [content] */
  constructor(status, code, detail, reasons = [], content = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.reasons = reasons;
    this.content = content;
  }

  /** Whether the same request may succeed later. */
  get passes() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** A page that stays open for hours asks here: when somebody signs in anew meanwhile, it needs another token. */
export class Server {
  /** @param {string} base @param {{ value: string }} field holds the CSRF token of the page, for its forms too */
  constructor(base, field) {
    this.base = base;
    this.field = field;
    /** @type {(seat: string) => boolean} whether this page may go on under the session that is here now */
    this.mayGoOn = () => true;
  }

  /**
   * @param {string} path @param {object} [body] @param {{ isSecond?: boolean, keepalive?: boolean }} [how] `keepalive`: it
   * goes on when the page has gone
   * @returns {Promise<any>}
   */
  async ask(path, body, { isSecond = false, keepalive = false } = {}) {
    const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": this.field.value };
    const request = { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), keepalive, signal: AbortSignal.timeout(TIMEOUT_MS) };
    const answer = await fetch(this.base + path, request).catch(() => null);
    if (!answer) throw new ServerError(0, "network", "");
    const content = await answer.json().catch(() => null);
    if (content?.code === "core.csrf" && !isSecond) {
      await this.renew();
      return this.ask(path, body, { isSecond: true, keepalive });
    }
    if (!answer.ok) throw new ServerError(answer.status, content?.code ?? "", content?.detail ?? "", content?.reasons ?? [], content ?? {});
    if (content === null) throw new ServerError(0, "network", "");
    return content;
  }

  /** Take the token of the session that is here now; it is given only to whose page this is. */
  async renew() {
    const { token, seat } = await this.ask("/token", undefined, { isSecond: true });
    if (!this.mayGoOn(seat)) throw new ServerError(403, OTHER_SEAT, "");
    this.field.value = token;
  }
}

export class ExamServer extends Server {
  page = ""; // by what this page shows that it was given the lease, whoever is signed in around it

  /** @param {boolean} again the seat was refused, and the candidate asks once more @returns {Promise<Paper>} */
  takeLease(again) {
    return this.ask(`/lease?again=${again}`, {});
  }

  /** The paper as it counts now, for the seat that has it. @returns {Promise<Paper>} */
  paper() {
    return this.ask("");
  }

  /**
   * @param {number} epoch @param {import("./types.js").AnswerEvent[]} events @param {boolean} [isLast] the page goes
   * @returns {Promise<import("./types.js").SaveReply>}
   */
  save(epoch, events, isLast = false) {
    const bare = events.map(({ seq, item, response, monotonic_ms, client_at, marked }) => ({ seq, item, response, monotonic_ms, client_at, marked }));
    return this.ask("/events", { epoch, page: this.page, events: bare }, { keepalive: isLast });
  }

  /**
   * @param {number} epoch @param {number} finalSeq @param {boolean} byTime nobody hands in, the time ran out
   * @param {number[]} leftOut numbers that the server did not take @returns {Promise<import("./types.js").HandInReply>}
   */
  handIn(epoch, finalSeq, byTime, leftOut) {
    return this.ask("/hand-in", { epoch, final_seq: finalSeq, by_time: byTime, left_out: leftOut });
  }

  /** @param {number} epoch @param {number} unsynced @returns {Promise<import("./types.js").ClockReply>} */
  clock(epoch, unsynced) {
    return this.ask(`/clock?epoch=${epoch}&unsynced=${unsynced}`);
  }

  /** The page was left for so long; a note for the invigilator. @param {number} epoch @param {number} number @param {number} seconds @returns {Promise<unknown>} */
  left(epoch, number, seconds) {
    return this.ask("/left", { epoch, number, seconds });
  }
}
