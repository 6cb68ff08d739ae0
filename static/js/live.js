// Keeps parts of a page fresh: every [data-live="seconds"] with an id is fetched again with the page and swapped when
// it changed. Waits while the reader is typing or has something open in it. Another data-page: the whole page is another one. Without script the page still works.

const parts = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-live][id]"));

/** @type {Map<HTMLElement, string>} */
const seen = new Map();

// The token of a form is masked anew for each page; that alone is no change.
/** @param {Element} part */
const comparable = (part) => part.innerHTML.replaceAll(/(csrfmiddlewaretoken" value=")[^"]*/g, "$1");

/** @param {HTMLElement} part */
const inUse = (part) => part.contains(document.activeElement) && document.activeElement?.matches("input, select, textarea, button, a");

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 404) return location.reload();
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const now = fresh.getElementById(part.id);
    if (!now) continue;
    if (now.dataset.page !== part.dataset.page) return location.reload();
    const text = comparable(now);
    if (!inUse(part) && text !== seen.get(part)) {
      part.replaceChildren(...now.childNodes);
      seen.set(part, text);
    }
    if (!now.hasAttribute("data-live")) part.removeAttribute("data-live");
  }
}

function later() {
  const seconds = Math.min(...[...parts].filter((part) => part.dataset.live).map((part) => Number(part.dataset.live)));
  if (!Number.isFinite(seconds)) return;
  // Jitter: a whole classroom must not ask in the same instant.
  setTimeout(() => refresh().catch(() => {}).finally(later), seconds * 1000 * (0.8 + Math.random() * 0.4));
}

for (const part of parts) seen.set(part, comparable(part));
later();
