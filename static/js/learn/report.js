// Sends what the page reports by itself. The token comes from the page's own form, so a beacon is as safe as a form.

const form = document.getElementById("learning");

/** @returns {HTMLFormElement | null} */
export const learning = () => (form instanceof HTMLFormElement ? form : null);

/** @param {HTMLFormElement} form @param {Record<string, string | number>} fields */
export function body(form, fields) {
  const data = new FormData(form);
  for (const [name, value] of Object.entries(fields)) data.set(name, String(value));
  return data;
}

/** Send and return the answer's fields, or null when it was not taken.
 * @param {string} url @param {FormData} data @returns {Promise<any>} */
export async function send(url, data) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
      redirect: "manual",
      keepalive: true,
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // no network: the next report says it again
  }
}
