// What stands on a sheet: pure book-keeping over the folded marks, no network, no page.

/** @typedef {import("./types.js").Sheet} Sheet */
/** @typedef {import("./types.js").Task} Task */
/** @typedef {import("./types.js").Marks} Marks */

/** @param {Sheet} sheet @param {Task} task @param {string} line */
export const placeOf = (sheet, task, line) => `${sheet.uuid}:${task.uuid}:${line}`;

/** @param {Marks} marks @param {Sheet} sheet @param {Task} task @param {string} line */
export const valueAt = (marks, sheet, task, line) => marks[placeOf(sheet, task, line)]?.response ?? null;

/** Return what a page shows of a sheet, by place. @param {Marks} marks @param {Sheet} sheet */
export const shownOn = (marks, sheet) =>
  Object.fromEntries(Object.entries(marks).flatMap(([place, mark]) => (place.startsWith(`${sheet.uuid}:`) ? [[place, mark.response]] : [])));

/**
 * Put what the server counts on a sheet in the place of what this page shows of it, and name the places that differ.
 * @param {Marks} marks @param {Sheet} sheet @param {Marks} counting
 * @returns {{ marks: Marks, moved: import("./types.js").Moved[] }}
 */
export function replaced(marks, sheet, counting) {
  const others = Object.entries(marks).filter(([place]) => !place.startsWith(`${sheet.uuid}:`));
  const moved = sheet.tasks.flatMap((task) =>
    [...task.criteria, ...task.veto, { id: "note" }].flatMap((line) => {
      const [before, after] = [valueAt(marks, sheet, task, line.id), valueAt(counting, sheet, task, line.id)];
      return before === after ? [] : [{ task, line: line.id, before, after }];
    }),
  );
  return { marks: { ...Object.fromEntries(others), ...counting }, moved };
}

/** Return a note without what cannot be kept: control characters, and halves of characters. @param {string} text */
export const asNote = (text) => text.replace(/[^\P{Cc}\n\r\t]|\p{Cs}/gu, "") || null;

/**
 * Return a mark as the server writes it, or null when it cannot stand there. Full-width digits are digits too.
 * @param {string} text @param {number} most
 */
export function asMark(text, most) {
  const plain = text.normalize("NFKC").trim().replace(/[,，。]/, ".");
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(plain) || Number(plain) > most) return null;
  return plain.replace(/^0+(?=\d)/, "");
}

/**
 * Return the mark one step up or down, never below nothing or above the most. Counts in hundredths: no rounding.
 * @param {string | null} mark @param {number} step @param {number} most
 */
export function stepped(mark, step, most) {
  const cents = Math.round(Number(mark ?? 0) * 100) + step * 100;
  return String(Math.max(0, Math.min(most * 100, cents)) / 100);
}

/** @param {Marks} marks @param {Sheet} sheet @param {Task} task @returns {{ sum: string, done: number, vetoes: number }} */
export function tally(marks, sheet, task) {
  let cents = 0;
  let done = 0;
  for (const criterion of task.criteria) {
    const value = valueAt(marks, sheet, task, criterion.id);
    if (value === null) continue;
    done += 1;
    cents += Math.round(Number(value) * 100);
  }
  const vetoes = task.veto.filter((line) => valueAt(marks, sheet, task, line.id) === true).length;
  return { sum: String(cents / 100), done, vetoes };
}

/** @param {Marks} marks @param {Sheet} sheet */
export function progress(marks, sheet) {
  const total = sheet.tasks.reduce((count, task) => count + task.criteria.length, 0);
  const done = sheet.tasks.reduce((count, task) => count + tally(marks, sheet, task).done, 0);
  return { done, total };
}
