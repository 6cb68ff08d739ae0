// What this machine is said to have is on its disk, in whatever order disk and server answer.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Keeping } from "../../static/js/exam/keeping.js";

const event = (seq) => ({ epoch: 1, seq, item: "i", response: "a", monotonic_ms: 0, client_at: "" });

/** A disk that answers when it is told to. */
function slowDisk() {
  const answers = [];
  const write = () => new Promise((resolve, reject) => answers.push({ resolve, reject }));
  return { answers, keeping: new Keeping({ durable: true, write }) };
}

test("an event is on this machine once it is written, and not while it is being written", async () => {
  const { answers, keeping } = slowDisk();
  const one = event(1);
  const written = keeping.write(one);
  assert.equal(keeping.has([one]), false);
  answers[0].resolve();
  await written;
  assert.equal(keeping.has([one]), true);
});

test("a record that comes after its acknowledgement makes up for no later one that failed", async () => {
  const { answers, keeping } = slowDisk();
  const [one, two] = [event(1), event(2)];
  const first = keeping.write(one);
  assert.equal(keeping.has([]), true, "the server has it already");
  answers[0].resolve();
  await first;
  const second = keeping.write(two);
  answers[1].reject(new Error("full"));
  await second;
  assert.equal(keeping.has([two]), false);
});

test("what could not be written is no matter any more once the server has it", async () => {
  const { answers, keeping } = slowDisk();
  const [one, two] = [event(1), event(2)];
  const both = [keeping.write(one), keeping.write(two)];
  answers[0].reject(new Error("full"));
  answers[1].resolve();
  await Promise.all(both);
  assert.equal(keeping.has([one, two]), false);
  assert.equal(keeping.has([two]), true);
});

test("a journal in memory keeps nothing that outlives the page", async () => {
  const keeping = new Keeping({ durable: false, write: async () => {} });
  await keeping.write(event(1));
  assert.equal(keeping.has([event(1)]), false);
});
