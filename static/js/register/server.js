// Sends marks to the server as the form would, and reads what became of them.

import { ServerError } from "../exam/server.js";

const TIMEOUT_MS = 10_000;

/**
 * @typedef {object} Reply
 * @property {Record<string, number>} kept revisions by enrolment
 * @property {Record<string, import("./outbox.js").Kept>} conflicts @property {Record<string, string>} wrong
 * @property {Record<string, string>} gone who does not belong to the session, with names
 * @property {string} signature of the register, "" while it is open @property {{ kind: string, words: string }} standing
 */

/**
 * @param {string} token the CSRF token of the page @param {[string, import("./outbox.js").Wish][]} batch
 * @returns {Promise<Reply>}
 */
export async function sendMarks(token, batch) {
  const body = new FormData();
  for (const [person, { said, basedOn, signature = "" }] of batch) {
    for (const [name, value] of Object.entries({ ...said, based_on: String(basedOn), signature })) body.set(`${person}-${name}`, value);
  }
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  const request = { method: "POST", headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) };
  const answer = await fetch(location.pathname, request).catch(() => null);
  if (!answer) throw new ServerError(0, "network", "");
  // Who is signed out is led to the sign-in page, which is no answer.
  if (answer.redirected) throw new ServerError(401, "signed_out", "");
  const content = await answer.json().catch(() => null);
  if (!answer.ok) throw new ServerError(answer.status, content?.code ?? "", content?.detail ?? "");
  if (content === null) throw new ServerError(0, "network", "");
  return content;
}
