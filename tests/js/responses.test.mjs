// What fields mean as an answer, and back.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { isAnswered, isWhole, lacksNumber, readResponse, valuesOf } from "../../static/js/exam/responses.js";
import { asPick, pointOf } from "../../static/js/items/places.js";

const cases = [
  ["true_false", ["false"], false],
  ["true_false", [], null],
  ["single", ["b"], "b"],
  ["multiple", ["c", "a"], ["a", "c"]],
  ["multiple", [], null],
  ["ordering", ["a:2", "", "c:1"], { a: 2, c: 1 }],
  ["ordering", ["", "", ""], null],
  ["matching", ["a:3", "b:1"], { a: "3", b: "1" }],
  ["numeric", [" 4.5 A "], " 4.5 A "],
  ["numeric", [" "], null],
  ["fill_in", [" 短路 ", ""], ["短路", ""]],
  ["fill_in", ["", " "], null],
  ["hotspot", ["b", "", "b", "0.5,0.25"], ["b", "0.5,0.25"]],
  ["hotspot", [""], null],
  ["short_answer", ["先断电\n再验电"], "先断电\n再验电"],
  ["short_answer", [" \n"], null],
];

test("words where a number is asked are told while they are typed", () => {
  const item = { kind: "numeric" };
  assert.deepEqual(["abc", " 伏 "].map((text) => lacksNumber(item, text)), [true, true]);
  assert.deepEqual(["", "  ", "4.5", "１２"].map((text) => lacksNumber(item, text)), [false, false, false, false]);
});

// The same table is read by tests/exams/test_item_kinds.py: page and server say the same of a number.
for (const [text, isRead] of JSON.parse(readFileSync(new URL("numbers.json", import.meta.url), "utf8"))) {
  test(`a number is read in ${JSON.stringify(text)}: ${isRead}`, () => assert.equal(lacksNumber({ kind: "numeric" }, text), !isRead));
}

for (const [kind, values, response] of cases) {
  test(`${kind}: ${JSON.stringify(values)}`, () => assert.deepEqual(readResponse({ kind }, values), response));
}

test("what was answered fills the same fields again", () => {
  for (const [kind, , response] of cases) assert.deepEqual(readResponse({ kind }, valuesOf(response)), response);
});

test("nothing in any form is no answer", () => {
  for (const none of [null, undefined, "", [], ["", ""], {}]) assert.equal(isAnswered(none), false);
  for (const some of [false, "x", ["", "x"], { a: 1 }]) assert.equal(isAnswered(some), true);
});

test("an answer of which something is open is not whole", () => {
  const three = [{ id: "a" }, { id: "b" }, { id: "c" }];
  for (const [kind, response, whole] of [
    ["ordering", { a: 1, b: 2, c: 3 }, true],
    ["ordering", { a: 1, b: 1, c: 1 }, false],
    ["ordering", { a: 1, b: 2 }, false],
    ["matching", { a: "x", b: "x", c: "x" }, true],
    ["matching", { a: "x" }, false],
    ["numeric", "4.5 A", true],
    ["numeric", "１２", true],
    ["numeric", "abc 不知道", false],
    ["fill_in", ["短路", ""], false],
    ["fill_in", ["短路", "断路"], true],
    ["true_false", false, true],
    ["single", null, false],
  ]) {
    assert.equal(isWhole({ kind, options: three }, response), whole, `${kind} ${JSON.stringify(response)}`);
  }
});

test("points are shares of the picture, to four decimals and never beside it", () => {
  assert.equal(asPick(0.123456, 1.2), "0.1235,1");
  assert.deepEqual(pointOf("0.25,0.5"), [0.25, 0.5]);
  for (const none of ["", "b", "1.1,0", "0.5", "0.5,", "a,b"]) assert.equal(pointOf(none), null);
});
