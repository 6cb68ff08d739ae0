// Whether what an author sends would arrive. Who is signed out meanwhile is led to the sign-in page, and what was written
// goes with the form: so it is asked first, and stays on the screen.

const holder = document.querySelector("script[data-here]");
const { here = "", signedOut = "", away = "" } = holder instanceof HTMLElement ? holder.dataset : {};

/** @returns {Promise<string>} why nothing may be sent now, in words; "" when it may */
export async function whyNotSent() {
  const answer = await fetch(here, { redirect: "manual", cache: "no-store" }).catch(() => null);
  if (answer === null) return away;
  return answer.type === "opaqueredirect" ? signedOut : "";
}

/** Show it where Wagtail shows what is not saved. @param {string} text */
export function tell(text) {
  document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { clear: true, text, type: "error" } }));
}
