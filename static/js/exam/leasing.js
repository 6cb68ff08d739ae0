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
  let again = false;
  for (let tries = 1; ; tries += 1) {
    const sentAt = performance.now();
    try {
      return { paper: await page.server.takeLease(again), sentAt };
    } catch (error) {
      again = false;
      if (!(error instanceof ServerError)) return null;
      if (error.code === "exams.attempt.seat_in_use" && error.reasons.includes("refused")) {
        await refused(page, error);
        again = true;
      } else if (!explain(page, error)) return null;
      else await wait(error.passes ? waitBefore(tries) : ASK_AGAIN_MS);
    }
  }
}

/** @param {Page} page @returns {HTMLElement[]} the ways out: back to the waiting room, or sign out and leave this computer */
function waysOut({ server, words, data }) {
  const back = make("a", { class: "button button--secondary", href: data.waiting ?? "", "data-word": "back_to_waiting_room" }, words.say("back_to_waiting_room"));
  const token = make("input", { type: "hidden", name: "csrfmiddlewaretoken", value: server.field.value });
  const out = make("button", { class: "button button--quiet", type: "submit", "data-word": "sign_out" }, words.say("sign_out"));
  return [back, make("form", { method: "post", action: data.signOut ?? "" }, token, out)];
}

/**
 * Say that nobody is signed in any more, and lead to the sign-in, which first sends what this machine holds.
 * @param {Omit<Page, "server">} page @param {boolean} isKept whether leaving this page loses nothing
 */
export function signedOut({ view, words, data }, isKept) {
  // It may be told while a hand-in is on its way, and behind the dialog nobody can follow the link.
  view.dialog.close();
  const link = make("a", { class: "button", href: data.signIn ?? "", "data-word": "sign_in_again" }, words.say("sign_in_again"));
  view.message({ kind: "danger", title: "signed_out_title", text: isKept ? "signed_out_kept" : "signed_out", actions: isKept ? [link] : [] });
}

/**
 * Say that somebody else is signed in: who left the machine is asked to come back, and nobody else reads on.
 * @param {Pick<Page, "view">} page @param {boolean} isKept whether leaving this page loses nothing
 */
export function otherPerson({ view }, isKept) {
  view.dialog.close();
  view.message({ kind: "danger", title: "other_person_title", text: isKept ? "other_person" : "signed_out" });
}

/** Say that the seat was refused; goes on when the candidate asks again. @param {Page} page @param {ServerError} error @returns {Promise<void>} */
function refused(page, error) {
  return new Promise((goOn) => {
    const ask = make("button", { class: "button", type: "button", "data-word": "ask_again" }, page.words.say("ask_again"));
    ask.addEventListener("click", () => goOn());
    page.view.message({ kind: "warning", title: "seat_refused_title", told: error.message, actions: [ask, ...waysOut(page)] });
  });
}

/** Say why there is no lease. @param {Page} page @param {ServerError} error @returns {boolean} whether asking again can help */
function explain(page, error) {
  const { view, data } = page;
  if (error.code === "exams.attempt.ended") location.replace(data.receipt ?? "");
  else if (error.code === "exams.attempt.seat_in_use") {
    view.message({ kind: "warning", title: "seat_title", told: error.message, actions: waysOut(page) });
    return true;
  } else if (error.code === "exams.attempt.not_open") {
    view.message({ kind: "info", title: "not_open_title", told: error.message, actions: waysOut(page) });
  } else if (error.status === 401) {
    signedOut(page, true);
  } else if (error.status === 404) {
    otherPerson(page, true);
  } else {
    view.message({ kind: "warning", title: error.status === 403 ? "browser_title" : "offline_title", text: "offline", told: error.message });
    return error.passes;
  }
  return false;
}
