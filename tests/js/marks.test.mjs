// Book-keeping of the marking page: what is a mark, steps, sums.

import assert from "node:assert/strict";
import { test } from "node:test";

import { asMark, asNote, placeOf, progress, replaced, shownOn, stepped, tally } from "../../static/js/practical/marks.js";

const task = { uuid: "t", criteria: [{ id: "1", marks: 60 }, { id: "2", marks: 40 }], veto: [{ id: "v1" }] };
const sheet = { uuid: "s", tasks: [task] };
const at = (line, response) => ({ [placeOf(sheet, task, line)]: { response, epoch: 1, seq: 1 } });

test("a mark is a number up to the most, in whatever digits it was typed", () => {
  assert.equal(asMark("59.5", 60), "59.5");
  assert.equal(asMark(" ５９。５ ", 60), "59.5");
  assert.equal(asMark("07", 60), "7");
  assert.equal(asMark("0.25", 60), "0.25");
  for (const wrong of ["61", "-1", "1.005", "1e1", "", "ten"]) assert.equal(asMark(wrong, 60), null);
});

test("steps stay between nothing and the most, and do not round", () => {
  assert.equal(stepped(null, 1, 60), "1");
  assert.equal(stepped("0", -1, 60), "0");
  assert.equal(stepped("59.5", 1, 60), "60");
  assert.equal(stepped("1.1", 1, 60), "2.1");
});

test("the sum counts what is marked, and a veto only when it happened", () => {
  const marks = { ...at("1", "0.1"), ...at("2", "0.2"), ...at("v1", true) };
  assert.deepEqual(tally(marks, sheet, task), { sum: "0.3", done: 2, vetoes: 1 });
  assert.deepEqual(tally({ ...marks, ...at("2", null), ...at("v1", false) }, sheet, task), { sum: "0.1", done: 1, vetoes: 0 });
  assert.deepEqual(progress(at("1", "1"), sheet), { done: 1, total: 2 });
});

test("what a page shows of a sheet goes with the signature, and nothing of another sheet", () => {
  const other = { ...sheet, uuid: "o" };
  const marks = { ...at("1", "5"), [placeOf(other, task, "1")]: { response: "9", epoch: 1, seq: 2 } };
  assert.deepEqual(shownOn(marks, sheet), { [placeOf(sheet, task, "1")]: "5" });
});

test("what the server counts takes the place of what was shown, and each line that differs is named", () => {
  const other = { ...sheet, uuid: "o" };
  const elsewhere = { [placeOf(other, task, "1")]: { response: "9", epoch: 1, seq: 2 } };
  const shown = { ...at("1", "5"), ...at("2", "7"), ...at("v1", true), ...elsewhere };
  const counting = { ...at("1", "5"), ...at("2", "8"), ...at("note", "late") };
  const { marks, moved } = replaced(shown, sheet, counting);
  assert.deepEqual(marks, { ...elsewhere, ...counting });
  assert.deepEqual(moved.map(({ line, before, after }) => [line, before, after]), [["2", "7", "8"], ["v1", true, null], ["note", null, "late"]]);
});

test("a note holds no control characters and no halves of characters; new lines stay", () => {
  assert.equal(asNote("ab\u0000c\u000bd\n\t\ud83de\u{1f600}"), "abcd\n\te\u{1f600}");
  assert.equal(asNote("\u0000"), null);
});
