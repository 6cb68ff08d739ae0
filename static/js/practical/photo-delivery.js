// One photo of work on its way to the server. Apart from the elements that send: a page has those once, by another name.

// 15 MB through a weak radio take a while.
const TIMEOUT_MS = 60_000;

/**
 * What became of a photo that was sent: "wait" is sent once more, "kept" is at the server, "refused" never will be.
 * @param {Response | null} answer @param {{ kept?: string, errors?: string[], detail?: string, code?: string } | null} told
 * @returns {{ state: "wait" | "kept" | "refused", words: string }}
 */
export function outcomeOf(answer, told) {
  // A server that starts again, or is asked too often, a page of something in between, a session that has ended.
  const isNoAnswer = !answer || !told || answer.status >= 500 || [401, 429].includes(answer.status) || told.code === "core.csrf";
  if (isNoAnswer) return { state: "wait", words: "" };
  if (answer.ok) return { state: "kept", words: told.kept ?? "" };
  return { state: "refused", words: told.errors?.join(" ") ?? told.detail ?? "" };
}

/** @param {string} address @param {FormData} body */
export async function sendPhoto(address, body) {
  const request = { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(TIMEOUT_MS) };
  const answer = await fetch(address, request).catch(() => null);
  return { answer, ...outcomeOf(answer, (await answer?.json().catch(() => null)) ?? null) };
}
