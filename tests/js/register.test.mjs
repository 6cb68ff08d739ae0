// Marks of a register on their way: kept before they are sent, sent until they are answered, never in each other's way.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Outbox } from "../../static/js/register/outbox.js";

const PRESENT = { state: "present", late: "", left_early: "", excuse: "" };
const LATE = { ...PRESENT, late: "10" };
const ABSENT = { ...PRESENT, state: "absent" };

function box(left) {
  const kept = new Map(Object.entries(left ?? {}));
  const store = {
    put: async (person, held) => void kept.set(person, structuredClone(held)),
    remove: async (person) => void kept.delete(person),
  };
  return { outbox: new Outbox(store, left), kept };
}

test("a mark is on the tablet before it is sent, and leaves it when the server has answered", async () => {
  const { outbox, kept } = box();
  await outbox.wish("a", PRESENT, 0);
  assert.deepEqual(kept.get("a"), { next: { said: PRESENT, basedOn: 0, signature: "" } });
  assert.deepEqual(await outbox.batch(), [["a", { said: PRESENT, basedOn: 0, signature: "" }]]);
  assert.equal(outbox.unsent, 1, "sent is not confirmed");
  await outbox.confirmed("a", 1);
  assert.equal(outbox.unsent, 0);
  assert.equal(kept.size, 0);
});

test("what was sent goes again as it was, and only then what was marked after it, on its revision", async () => {
  const { outbox } = box();
  await outbox.wish("a", PRESENT, 3);
  await outbox.batch();
  await outbox.wish("a", LATE, 3);
  await outbox.wish("a", ABSENT, 3);
  assert.deepEqual(await outbox.batch(), [["a", { said: PRESENT, basedOn: 3, signature: "" }]], "the answer was lost: the same again");
  await outbox.confirmed("a", 4);
  assert.deepEqual(await outbox.batch(), [["a", { said: ABSENT, basedOn: 4, signature: "" }]]);
});

test("a page that was closed goes on where it was", async () => {
  const { outbox, kept } = box();
  await outbox.wish("a", PRESENT, 0);
  await outbox.batch();
  await outbox.wish("a", LATE, 0);
  const { outbox: later } = box(Object.fromEntries(kept));
  assert.deepEqual(later.shown("a"), LATE);
  assert.deepEqual(await later.batch(), [["a", { said: PRESENT, basedOn: 0, signature: "" }]]);
});

test("a conflict is decided by a person: theirs stays, or mine is written on theirs", async () => {
  for (const mine of [true, false]) {
    const { outbox, kept } = box();
    await outbox.wish("a", PRESENT, 1);
    await outbox.batch();
    await outbox.conflicting("a", { said: ABSENT, revision: 5, words: "Absent" });
    assert.deepEqual(await outbox.batch(), [], "nothing goes before the decision");
    assert.equal(outbox.conflicts.length, 1);
    assert.equal(outbox.unsent, 0);
    assert.deepEqual(Object.keys(kept.get("a")), ["conflict"], "it outlives the page");
    await outbox.decide("a", mine);
    assert.deepEqual(await outbox.batch(), mine ? [["a", { said: PRESENT, basedOn: 5, signature: "" }]] : []);
    assert.equal(kept.size, mine ? 1 : 0);
  }
});

test("what cannot be is not sent without end, and goes again when it is put right", async () => {
  const { outbox } = box();
  await outbox.wish("a", { ...PRESENT, late: "999" }, 0);
  await outbox.batch();
  await outbox.spoiled("a", "Too late");
  assert.deepEqual(await outbox.batch(), []);
  assert.deepEqual(outbox.wrong, ["a"]);
  await outbox.wish("a", LATE, 0);
  assert.deepEqual(outbox.wrong, []);
  assert.deepEqual(await outbox.batch(), [["a", { said: LATE, basedOn: 0, signature: "" }]]);
});

test("an answer for something that was never sent changes nothing", async () => {
  const { outbox } = box();
  await outbox.wish("a", PRESENT, 0);
  await outbox.confirmed("a", 9);
  await outbox.spoiled("a", "no");
  assert.deepEqual(await outbox.batch(), [["a", { said: PRESENT, basedOn: 0, signature: "" }]]);
});

test("what was marked before the register was signed waits for a person, and then rests on the signature", async () => {
  const { outbox, kept } = box();
  await outbox.wish("a", PRESENT, 1, "");
  await outbox.batch();
  await outbox.conflicting("a", { said: ABSENT, revision: 1, words: "Absent", signature: "then", because: "signed_meanwhile" });
  assert.deepEqual(Object.keys(kept.get("a")), ["conflict"], "it is not lost with the page");
  await outbox.decide("a", true);
  assert.deepEqual(await outbox.batch(), [["a", { said: PRESENT, basedOn: 1, signature: "then" }]]);
});

test("what follows a mark on its way rests on the signature that the page showed when it was tapped", async () => {
  const { outbox } = box();
  await outbox.wish("a", PRESENT, 1, "first");
  await outbox.batch();
  await outbox.wish("a", LATE, 1, "first");
  await outbox.confirmed("a", 2);
  assert.deepEqual(await outbox.batch(), [["a", { said: LATE, basedOn: 2, signature: "first" }]]);
});
