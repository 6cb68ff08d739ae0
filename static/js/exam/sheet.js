// What a page knows of one paper: its questions, what is answered and marked, and where the candidate is.

import { fold } from "./queue.js";

/** @returns {import("./view.js").Sheet} */
export const emptySheet = () => ({ items: [], index: 0, answers: {}, marks: {}, late: new Set(), lacking: new Set(), locked: false, paused: false, onPaper: false });

/**
 * Take what the server has, and over it what the journal of this machine still holds.
 * @param {import("./view.js").Sheet} sheet @param {import("./types.js").Paper} paper @param {import("./types.js").NumberedEvent[]} left
 */
export function fillSheet(sheet, paper, left) {
  const [marks, answers] = [true, false].map((is) => left.filter((event) => (event.marked !== undefined) === is));
  sheet.items = paper.items;
  sheet.answers = fold(paper.answers, answers ?? []);
  sheet.marks = fold(paper.marks, (marks ?? []).map((event) => ({ ...event, response: event.marked ?? null })));
}
