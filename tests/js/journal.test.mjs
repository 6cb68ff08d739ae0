// The journal: sealed records open with the attempt's key only; without sealing there is a memory journal that says so.
import assert from "node:assert/strict";
import { test } from "node:test";

import { importKey, memoryJournal, open, openJournal, seal } from "../../static/js/exam/journal.js";
import { saveState } from "../../static/js/exam/frame.js";

const KEY = "11".repeat(32);
const EVENT = { epoch: 1, seq: 1, item: "00000000-0000-7000-8000-000000000001", response: "b", monotonic_ms: 5, client_at: "" };

test("a sealed record opens with its key and tells nothing without it", async () => {
  const sealed = await seal(await importKey(KEY), EVENT);
  assert.deepEqual(await open(await importKey(KEY), sealed), EVENT);
  assert.ok(!Buffer.from(sealed.data).toString("latin1").includes(EVENT.item));
  await assert.rejects(open(await importKey("22".repeat(32)), sealed));
});

test("the same record is never sealed the same way twice", async () => {
  const key = await importKey(KEY);
  const [one, other] = [await seal(key, EVENT), await seal(key, EVENT)];
  assert.notDeepEqual(Buffer.from(one.data), Buffer.from(other.data));
});

test("a browser without a database gets a journal in memory that says so", async () => {
  const journal = await openJournal({ attempt: "attempt", epoch: 1, journal_keys: { 1: KEY } });
  assert.equal(journal.durable, false);
  await journal.write(EVENT);
  assert.deepEqual(await journal.read(), [EVENT]);
});

test("the note of the page is no event", async () => {
  const journal = memoryJournal();
  await journal.writeNote();
  assert.deepEqual(await journal.read(), []);
});

test("three save states in words: at the server, on this machine, not saved", () => {
  assert.equal(saveState({ unsent: 0, refused: 0, journaled: false }), "server");
  assert.equal(saveState({ unsent: 2, refused: 0, journaled: true }), "local");
  assert.equal(saveState({ unsent: 2, refused: 0, journaled: false }), "unsaved");
});

test("an answer that the server refused is never shown as saved", () => {
  assert.equal(saveState({ unsent: 0, refused: 1, journaled: true }), "unsaved");
});
