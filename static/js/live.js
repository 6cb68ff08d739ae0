// Keeps parts of a page fresh: every [data-live="seconds"] with an id is fetched again with the page and swapped when
// it changed. Waits while the reader is typing or pressing something in it; a link or button that had the keyboard has it
// again. Another data-page: the whole page is another one. When the server does not answer twice, [data-live-away] says
// since when. Without script the page still works.

const parts = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-live][id]"));

/** @type {Map<HTMLElement, string>} */
const seen = new Map();

// The token of a form is masked anew for each page; that alone is no change.
/** @param {Element} part */
const comparable = (part) => part.innerHTML.replaceAll(/(csrfmiddlewaretoken" value=")[^"]*/g, "$1");

/** @param {HTMLElement} part */
const inUse = (part) => part.matches(":active") || (part.contains(document.activeElement) && document.activeElement?.matches("input, select, textarea"));

// A link is known by where it leads, a button by what it sends and to whom.
/** @param {Element} node */
const nameOf = (node) => ["href", "name", "value"].map((name) => node.getAttribute(name)).join(" ") + (node.closest("form")?.getAttribute("action") ?? "");

/** @param {HTMLElement} part @param {Element} fresh */
function swap(part, fresh) {
  const had = part.contains(document.activeElement) ? document.activeElement : null;
  const name = had && nameOf(had);
  part.replaceChildren(...fresh.childNodes);
  if (!had) return;
  const again = /** @type {HTMLElement | undefined} */ ([...part.querySelectorAll(had.localName)].find((node) => nameOf(node) === name));
  if (!again) part.tabIndex = -1; // what had the keyboard is gone: it stays in this part
  (again ?? part).focus({ preventScroll: true });
}

// A connection that hangs is no answer either: a room would look at an old picture and not know.
const ANSWER_WITHIN_MS = 10_000;

let [failed, lastAt] = [0, new Date()];

/** @param {boolean} answered */
function tell(answered) {
  failed = answered ? 0 : failed + 1;
  if (answered) lastAt = new Date();
  const notice = /** @type {HTMLElement | null} */ (document.querySelector("[data-live-away]"));
  if (!notice || notice.hidden === failed < 2) return;
  notice.hidden = failed < 2;
  const time = notice.querySelector("[data-live-since]");
  if (time) time.textContent = lastAt.toLocaleTimeString("zh-CN", { hour12: false });
}

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-Live": "1" }, redirect: "manual", signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  if (answer.type === "opaqueredirect" || answer.status === 404) return location.reload();
  tell(answer.ok);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const now = fresh.getElementById(part.id);
    if (!now) continue;
    if (now.dataset.page !== part.dataset.page) return location.reload();
    const text = comparable(now);
    if (!inUse(part) && text !== seen.get(part)) {
      swap(part, now);
      seen.set(part, text);
    }
    if (!now.hasAttribute("data-live")) part.removeAttribute("data-live");
  }
}

function later() {
  const seconds = Math.min(...[...parts].filter((part) => part.dataset.live).map((part) => Number(part.dataset.live)));
  if (!Number.isFinite(seconds)) return;
  // Jitter: a whole classroom must not ask in the same instant.
  setTimeout(() => refresh().catch(() => tell(false)).finally(later), seconds * 1000 * (0.8 + Math.random() * 0.4));
}

for (const part of parts) seen.set(part, comparable(part));
later();
