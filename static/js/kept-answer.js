// Sends what somebody wrote on a page that stays open for hours, and says what became of it.

// A connection that hangs is a failure after so long: what is written behind it waits meanwhile.
const KEPT_WITHIN_MS = 10_000;

/** @typedef {{told: any, isKept: boolean, isSignedOut: boolean}} Outcome */

/**
 * Whoever is signed out is led to the sign-in page: that is no answer, though it can be read as one. Whoever signed in anew in another
 * window has a new CSRF token, and the page itself is asked for it: only whose page it is gets one.
 *
 * @param {HTMLInputElement[]} tokens the fields with the CSRF token of the page @param {() => FormData} body
 * @returns {Promise<Outcome>}
 */
export async function sendKept(tokens, body) {
  let answer = await post(tokens, body);
  let isSignedOut = Boolean(answer?.redirected);
  if (answer?.status === 403) {
    const page = await read();
    isSignedOut = Boolean(page?.redirected);
    if (page && (await renew(tokens, page))) answer = await post(tokens, body);
  }
  const told = isSignedOut ? null : await answer?.json().catch(() => null);
  return { told, isKept: Boolean(answer?.ok && told?.saved), isSignedOut };
}

/** @param {HTMLInputElement[]} tokens @param {() => FormData} body */
function post(tokens, body) {
  const headers = { Accept: "application/json", "X-CSRFToken": tokens[0].value };
  return fetch(location.href, { method: "POST", body: body(), headers, signal: AbortSignal.timeout(KEPT_WITHIN_MS) }).catch(() => null);
}

function read() {
  return fetch(location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(KEPT_WITHIN_MS) }).catch(() => null);
}

/** @param {HTMLInputElement[]} tokens @param {Response} answer */
async function renew(tokens, answer) {
  if (!answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = /** @type {HTMLInputElement | null} */ (page.querySelector("[name=csrfmiddlewaretoken]"))?.value;
  for (const token of tokens) if (fresh) token.value = fresh;
  return Boolean(fresh);
}
