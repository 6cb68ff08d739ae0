// Answers that the server keeps and does not count yet: what the candidate is told to do about them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { wordOfHeld } from "../../static/js/exam/standing.js";

for (const [what, paused, left, word] of [
  ["nobody is asked to go on in a pause", true, 60_000, "undecided_paused"],
  ["a pause stands before the end of time", true, 0, "undecided_paused"],
  ["with time left they wait for a decision", false, 1, "undecided"],
  ["without time they were late", false, 0, "late"],
]) {
  test(what, () => assert.equal(wordOfHeld(paused, left), word));
}
