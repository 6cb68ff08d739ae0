// Where a reader is: the paragraph at the reading line, and a place that was gone to is kept until somebody reads on.
import assert from "node:assert/strict";
import { test } from "node:test";

import { indexAt, Rest } from "../../static/js/learn/paragraphs.js";

for (const [what, tops, line, index] of [
  ["the last one above the line", [0, 50, 100, 200], 120, 2],
  ["the first one when all are below", [300, 400], 120, 0],
  ["no hidden one", [0, Infinity, 50, Infinity, 200], 120, 2],
  ["the same one whether columns stand beside each other", [0, 100, 150, 100, 150], 120, 1],
  ["nothing where nothing is", [], 120, 0],
]) {
  test(`at the reading line stands ${what}`, () => assert.equal(indexAt(tops, line), index));
}

test("a place that was gone to is left when somebody reads on", () => {
  const node = { top: 400, getClientRects: () => [1], getBoundingClientRect: () => ({ top: node.top }) };
  const rest = new Rest(/** @type {any} */ (node), { part: "9", paragraph: "3" });
  node.top = 397;
  assert.equal(rest.isHere, true);
  node.top = 340;
  assert.equal(rest.isHere, false);
});
