// Answers that the server keeps and does not count: the page says so while there is time to answer again.

import { fillSheet, heldState, noteHeld } from "./sheet.js";

/** @typedef {import("./sheet.js").Places} Places */
/** @typedef {import("./types.js").Paper} Paper */
/**
 * @typedef {object} Holder what is needed of the page
 * @property {import("./view.js").Sheet} sheet
 * @property {import("./view.js").View} view
 * @property {{ paper(): Promise<Paper> }} server
 * @property {{ finish(): void }} typing
 * @property {import("./queue.js").AnswerQueue} [queue]
 * @property {Places} places what was told last
 * @property {() => void} draw
 */

/** @param {Places} places */
const refusedIn = (places) => JSON.stringify(places.filter(([, , isRefused]) => isRefused));

/**
 * Call the answers that wait so. Where somebody has decided that one does not count, or that it does after all, the paper
 * says what stands there now; where it cannot be had, the next sign of life asks again.
 * @param {Holder} page @param {Places} places
 */
export async function takeHeld(page, places) {
  if (!page.queue || JSON.stringify(places) === JSON.stringify(page.places)) return;
  if (refusedIn(places) === refusedIn(page.places)) noteHeld(page.sheet, places);
  else {
    page.typing.finish();
    const paper = await page.server.paper().catch(() => null);
    if (!paper) return;
    page.typing.finish();
    fillSheet(page.sheet, paper, [...page.queue.pending.values(), ...newerThan(paper, page.sheet)]);
    page.draw();
    if (!page.sheet.paused) sayRefused(page);
  }
  page.places = places;
  page.view.overview(page.sheet);
}

/** What was done here since the paper was written: it stays. @param {Paper} paper @param {import("./view.js").Sheet} sheet @returns {import("./types.js").NumberedEvent[]} */
function newerThan(paper, sheet) {
  /** @param {Record<string, import("./types.js").Answer>} log @param {boolean} isMark */
  const newer = (log, isMark) =>
    Object.entries(log)
      .filter(([, { epoch, seq }]) => epoch === paper.epoch && seq > paper.last_seq)
      .map(([item, one]) => ({ ...one, item, monotonic_ms: 0, client_at: "", ...(isMark ? { marked: Boolean(one.response) } : {}) }));
  return [...newer(sheet.answers, false), ...newer(sheet.marks, true)];
}

/** A new answer stands for itself: what was said of the one before goes. @param {Pick<Holder, "sheet" | "view">} page */
export function answeredAnew(page) {
  page.view.root.querySelector("[data-held]")?.remove();
  page.view.message(null);
  sayRefused(page);
}

/** Name the questions whose last answer does not count. @param {Pick<Holder, "sheet" | "view">} page */
export function sayRefused({ sheet, view }) {
  const questions = sheet.items.flatMap(({ uuid }, place) => (heldState(sheet, uuid) === "refused" ? [place + 1] : []));
  if (questions.length) view.message({ kind: "warning", title: "refused_title", values: { questions: questions.join(", ") } });
}
