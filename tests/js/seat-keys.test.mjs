// Arrow keys in the map of a room: by the plan, over aisles and empty seats, and no further than its walls.
import assert from "node:assert/strict";
import { test } from "node:test";

import { nextSeat } from "../../static/js/seat-keys.js";

const [LEFT, RIGHT, UP, DOWN] = [[0, -1], [0, 1], [-1, 0], [1, 0]];
// Two blocks with an aisle between; the second row is empty but for its last seat.
const ROOM = ["xx x", "   x", "x  .", "x  x"].map((row) => [...row].map((sign) => sign === "x"));

for (const [words, from, step, to] of [
  ["the next seat of the row", [0, 0], RIGHT, [0, 1]],
  ["over the aisle", [0, 1], RIGHT, [0, 3]],
  ["back over the aisle", [0, 3], LEFT, [0, 1]],
  ["no further than the wall", [0, 3], RIGHT, null],
  ["not out at the front", [0, 0], UP, null],
  ["behind oneself", [0, 3], DOWN, [1, 3]],
  ["the nearest of the row behind where nobody sits behind", [0, 0], DOWN, [1, 3]],
  ["over a row in which nobody can be gone to at this side", [1, 3], DOWN, [2, 0]],
  ["in front again", [3, 3], UP, [2, 0]],
]) {
  test(words, () => assert.deepEqual(nextSeat(ROOM, ...from, step), to));
}
