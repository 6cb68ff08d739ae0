// Asks the server for the lease, until it is given or asking again cannot help, and says meanwhile why not.

import { make } from "./dom.js";
import { waitBefore } from "./sender.js";
import { ServerError } from "./server.js";

const ASK_AGAIN_MS = 4_000;

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @typedef {{ server: import("./server.js").ExamServer, view: import("./view.js").View, words: import("./words.js").Words, data: Record<string, string> }} Page */

/**
 * Return the paper and when the request was sent that got it: those before it, which waited, tell nothing of the time.
 * @param {Page} page @param {(ms: number) => Promise<unknown>} [wait]
 * @returns {Promise<{ paper: import("./types.js").Paper, sentAt: number } | null>}
 */
export async function takeLease(page, wait = pause) {
  for (let tries = 1; ; tries += 1) {
    const sentAt = performance.now();
    try {
      return { paper: await page.server.takeLease(), sentAt };
    } catch (error) {
      if (!(error instanceof ServerError) || !explain(page, error)) return null;
      await wait(error.passes ? waitBefore(tries) : ASK_AGAIN_MS);
    }
  }
}

/** Say why there is no lease. @param {Page} page @param {ServerError} error @returns {boolean} whether asking again can help */
function explain({ words, view, data }, error) {
  if (error.code === "exams.attempt.ended") location.replace(data.receipt ?? "");
  else if (error.code === "exams.attempt.seat_in_use") {
    view.message({ kind: "warning", title: "seat_title", told: error.message });
    return true;
  } else if (error.code === "exams.attempt.not_open") {
    const action = make("a", { class: "button", href: data.waiting ?? "", "data-word": "back_to_waiting_room" }, words.say("back_to_waiting_room"));
    view.message({ kind: "info", title: "not_open_title", told: error.message, action });
  } else if (error.status === 401) {
    view.message({ kind: "danger", title: "signed_out_title", text: "signed_out" });
  } else {
    view.message({ kind: "warning", title: error.status === 403 ? "browser_title" : "offline_title", text: "offline", told: error.message });
    return error.passes;
  }
  return false;
}
