// Who is signed in may change while the paper is open, in another window of the browser: nobody any more, somebody else, or
// the same person anew. The page says so, keeps what it has, and goes on by itself as soon as its person is back.

import { otherPerson, signedOut } from "./leasing.js";
import { OTHER_SEAT, ServerError } from "./server.js";

/** @typedef {"" | "signed_out" | "other_person"} Lost */

/**
 * @typedef {object} Page
 * @property {import("./server.js").ExamServer} server
 * @property {import("./view.js").View} view
 * @property {import("./words.js").Words} words
 * @property {Record<string, string>} data
 * @property {import("./view.js").Sheet} sheet
 * @property {import("./typing.js").Typing} typing
 * @property {import("./journal.js").Journal} [journal]
 * @property {import("./queue.js").AnswerQueue} [queue]
 * @property {(why?: string) => void} stepBack
 * @property {() => void} draw
 */

export class Access {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {Lost} */
    this.state = "";
    this.isAnew = false;
    this.wasLocked = false;
    // From another seat answers would wait for a decision. Kept here they count, once the invigilator has agreed to it.
    page.server.mayGoOn = (seat) => seat !== "other" || !page.journal?.durable;
  }

  /** @returns {boolean} whether the server takes nothing from here, although it can be reached */
  get isOut() {
    return this.isAnew || this.state !== "";
  }

  /** Say what has become of the sign-in. @param {unknown} error @returns {boolean} whether that is what the error is about */
  lost(error) {
    if (!(error instanceof ServerError)) return false;
    if (error.code === OTHER_SEAT) {
      // What is sealed counts without a sign-in; the page that follows has no key of this lease.
      if (!this.isAnew) void import("./leftovers.js").then(({ deliverNow }) => deliverNow()).catch(() => {});
      this.isAnew = true;
      this.page.stepBack("anew");
      return true;
    }
    const state = this.#stateAfter(error);
    if (!state) return false;
    const isKept = Boolean(this.page.journal?.durable) || !this.page.queue?.unsent;
    this.state = state;
    if (state === "signed_out") signedOut(this.page, isKept);
    else otherPerson(this.page, isKept);
    this.#hide(state === "other_person");
    return true;
  }

  /** The server answered to the candidate again. */
  back() {
    if (!this.state) return;
    this.state = "";
    this.page.view.message(null);
    this.#hide(false);
  }

  /** @param {ServerError} error @returns {Lost} */
  #stateAfter({ status, code }) {
    if (status === 401) return "signed_out";
    return status === 404 || code === "core.not_allowed" ? "other_person" : "";
  }

  /** @param {boolean} isOthers */
  #hide(isOthers) {
    const { sheet, typing } = this.page;
    if (Boolean(sheet.isOthers) === isOthers) return;
    if (isOthers) {
      typing.finish();
      this.wasLocked = sheet.locked;
    }
    sheet.isOthers = isOthers;
    sheet.locked = isOthers || this.wasLocked || Boolean(sheet.paused);
    this.page.draw();
  }
}
