// When the page was left: told once, in seconds, when somebody is back; dialogs and moments are no absence.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Absence, MOST } from "../../static/js/exam/absence.js";
import { ServerError } from "../../static/js/exam/server.js";

/** @param {(number: number) => void} [answer] throws what the server answers */
function page(answer = () => {}) {
  const world = { here: true, excused: false, at: 0, told: [] };
  const of = { isHere: () => world.here, isExcused: () => world.excused, now: () => world.at };
  const absence = new Absence(of, async (number, seconds) => {
    answer(number);
    world.told.push([number, seconds]);
  });
  const leave = async (ms) => {
    world.here = false;
    await absence.look();
    world.at += ms;
    world.here = true;
    await absence.look();
  };
  return { world, absence, leave };
}

test("who comes back is told once, however many events the browser sends", async () => {
  const { world, absence, leave } = page();
  world.here = false;
  await absence.look(); // blur
  world.at = 4_000;
  await absence.look(); // and then hidden: the first of them counts
  await leave(6_000);
  await absence.look();
  assert.deepEqual(world.told, [[1, 10]]);
});

test("a moment is no absence", async () => {
  const { world, leave } = page();
  await leave(2_900);
  assert.deepEqual(world.told, []);
});

test("what the page excuses when it is left is no absence, also when it lasts", async () => {
  const { world, leave } = page();
  world.excused = true;
  await leave(60_000);
  assert.deepEqual(world.told, []);
});

test("what did not arrive goes with the next, under its number; what the server refuses is not sent for ever", async () => {
  let error = new ServerError(0, "network", "");
  const { world, absence, leave } = page(() => {
    if (error) throw error;
  });
  await leave(5_000);
  error = null;
  await leave(7_000);
  assert.deepEqual(world.told, [[1, 5], [2, 7]]);
  error = new ServerError(422, "exams.unusable", "");
  await leave(9_000);
  assert.equal(absence.untold.size, 0);
});

test("of one lease so many are told and no more", async () => {
  const { world, leave } = page();
  for (let n = 0; n < MOST + 3; n += 1) await leave(5_000);
  assert.equal(world.told.length, MOST);
});
