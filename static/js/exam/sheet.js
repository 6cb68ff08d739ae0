// What a page knows of one paper: its questions, what is answered and marked, what is held, and where the candidate is.

import { beats, fold } from "./queue.js";

/** @typedef {import("./view.js").Sheet} Sheet */
/** @typedef {[number, number, boolean][]} Places by epoch and number what does not count, and whether somebody decided so */

/** @returns {Sheet} */
export const emptySheet = () => ({ items: [], index: 0, answers: {}, marks: {}, held: {}, late: new Set(), lacking: new Set(), locked: false, paused: false, onPaper: false });

/** @param {import("./types.js").Paper} paper @returns {Places} */
export const placesOf = (paper) => paper.held.map(({ epoch, seq, refused }) => [epoch, seq, refused]);

/**
 * Take what the server has, and over it what the journal of this machine still holds. What was refused is no answer any
 * more; what nobody has decided on is shown, and called that, unless it came from elsewhere.
 * @param {Sheet} sheet @param {import("./types.js").Paper} paper @param {import("./types.js").NumberedEvent[]} left
 */
export function fillSheet(sheet, paper, left) {
  const refused = new Set(paper.held.filter((one) => one.refused).map(({ epoch, seq }) => `${epoch}.${seq}`));
  const [marks, answers] = [true, false].map((is) => left.filter((event) => (event.marked !== undefined) === is));
  const given = (answers ?? []).filter(({ epoch, seq }) => !refused.has(`${epoch}.${seq}`));
  sheet.items = paper.items;
  sheet.answers = fold(paper.answers, [...paper.held.filter((one) => !one.refused && !one.elsewhere), ...given]);
  sheet.marks = fold(paper.marks, (marks ?? []).map((event) => ({ ...event, response: event.marked ?? null })));
  sheet.held = {};
  for (const one of paper.held) {
    const answer = sheet.answers[one.item];
    const isHere = !one.elsewhere || (answer?.epoch === one.epoch && answer.seq === one.seq);
    if ((one.refused || isHere) && beats(sheet.held[one.item], one)) sheet.held[one.item] = one;
  }
}

/** Note of the answers on the sheet which of them wait for a decision now; those refused stay. @param {Sheet} sheet @param {Places} places */
export function noteHeld(sheet, places) {
  const waiting = new Set(places.map(([epoch, seq]) => `${epoch}.${seq}`));
  const refused = Object.entries(sheet.held).filter(([, one]) => one.refused);
  const open = Object.entries(sheet.answers).filter(([, { epoch, seq }]) => waiting.has(`${epoch}.${seq}`));
  sheet.held = Object.fromEntries([...refused, ...open.map(([item, { epoch, seq }]) => [item, { epoch, seq, refused: false }])]);
}

/**
 * What is to be said of the last answer of a question: that it waits for a decision, that it does not count, or nothing.
 * @param {Sheet} sheet @param {string | undefined} item @returns {"" | "waits" | "refused"}
 */
export function heldState(sheet, item = "") {
  const held = sheet.held[item];
  const answer = sheet.answers[item];
  if (!held || (answer && beats(held, answer))) return "";
  return held.refused ? "refused" : "waits";
}
