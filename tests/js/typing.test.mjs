// What is typed: when it is kept, and the moment that its event carries.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ExamClock } from "../../static/js/exam/clock.js";
import { saveState } from "../../static/js/exam/frame.js";
import { Typing } from "../../static/js/exam/typing.js";

globalThis.HTMLTextAreaElement = class {};
globalThis.HTMLInputElement = class {};

/** Somebody who types; each keeping says when the last key was pressed. */
function typist(context) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const world = { now: 0, kept: [] };
  world.typing = new Typing(() => world.kept.push(world.typing.stop()), () => world.now);
  world.wait = (ms) => {
    world.now += ms;
    context.mock.timers.tick(ms);
  };
  world.press = () => world.typing.on({ target: new HTMLTextAreaElement() });
  return world;
}

test("what was typed carries the moment of its last key, however much later it is kept", (context) => {
  const world = typist(context);
  world.press();
  world.wait(700);
  world.press();
  world.wait(1_200);
  world.typing.finish();
  assert.deepEqual(world.kept, [700]);
  world.press();
  world.wait(2_000);
  assert.deepEqual(world.kept, [700, 1_900], "the keys rest");
});

test("who types on and on is kept every five seconds all the same", (context) => {
  const world = typist(context);
  for (let second = 0; second < 11; second += 1) {
    world.press();
    world.wait(1_000);
  }
  assert.equal(world.kept.length, 2);
});

test("kept once, there is nothing left to keep", (context) => {
  const world = typist(context);
  assert.equal(world.typing.isOpen, false);
  world.press();
  assert.equal(world.typing.isOpen, true);
  world.typing.finish();
  world.typing.finish();
  assert.deepEqual([world.kept.length, world.typing.isOpen, world.typing.stop()], [1, false, null]);
});

test("an event counts its milliseconds from the lease to its key, not to its keeping", () => {
  let now = 1_000;
  const clock = new ExamClock(() => now);
  clock.startLease(now);
  now = 61_250;
  assert.equal(clock.sinceLease(60_900), 59_900);
  assert.equal(clock.sinceLease(null), 60_250);
});

test("what is being typed is not at the server, whatever else is", () => {
  const facts = { unsent: 0, refused: 0, journaled: true };
  assert.equal(saveState(facts), "server");
  assert.equal(saveState({ ...facts, typing: true }), "typing");
  assert.equal(saveState({ ...facts, unsent: 2, typing: true }), "typing");
  assert.equal(saveState({ ...facts, unsent: 2, journaled: false, typing: true }), "unsaved");
  assert.equal(saveState({ ...facts, refused: 1, typing: true }), "unsaved");
});
