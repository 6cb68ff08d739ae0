// What a machine still holds: sent in pieces, erased only after receipt and full acknowledgement (invariant 13).
import assert from "node:assert/strict";
import { test } from "node:test";

import { asSent, deliver, inPieces, RequestRefused } from "../../static/js/exam/delivery.js";

const record = (attempt, seq, epoch = 1, bytes = 10) => ({ attempt, epoch, seq, nonce: new Uint8Array(12), data: new Uint8Array(bytes).buffer });
const nameOf = ({ attempt, epoch, seq }) => [attempt, epoch, seq];

/** A machine in memory with the interface of the store. */
function machine(...records) {
  const held = new Map(records.map((one) => [nameOf(one).join("/"), one]));
  const refused = new Map();
  return {
    held, refused,
    attempts: async () => [...new Set([...held.values(), ...refused.values()].map((one) => one.attempt))],
    records: async (attempt) => [...held.values()].filter((one) => one.attempt === attempt),
    setAside: async (one) => void (refused.set(nameOf(one).join("/"), one), held.delete(nameOf(one).join("/"))),
    refusedOf: () => [...refused.keys()],
    erase: async (attempt) => { for (const place of [held, refused]) for (const [key, one] of place) if (one.attempt === attempt) place.delete(key); },
  };
}

const kept = (of, away = []) => ({
  ...of,
  refused: async (attempt) => [...of.refused.values()].filter((one) => one.attempt === attempt),
  away: async () => away,
});
const left = async (of, send, away) => (await deliver(kept(of, away), send)).left;
const takeAll = (ended) => async (records) => ({ taken: records.map(nameOf), refused: [], ended });

test("after receipt and full acknowledgement everything goes", async () => {
  const one = machine(record("a", 0), record("a", 1));
  assert.equal(await left(one, takeAll(["a"])), 0);
  assert.equal(one.held.size, 0);
});

test("while the examination runs everything stays, delivered or not", async () => {
  const one = machine(record("a", 1));
  assert.equal(await left(one, takeAll([])), 0);
  assert.equal(one.held.size, 1);
});

test("one record that was not acknowledged keeps all of its examination, and nothing of another", async () => {
  const one = machine(record("a", 1), record("a", 2), record("b", 1));
  const send = async (records) => ({ taken: records.filter((r) => r.seq === 1).map(nameOf), refused: [], ended: ["a", "b"] });
  assert.equal(await left(one, send), 1);
  assert.deepEqual([...one.held.keys()], ["a/1/1", "a/1/2"]);
});

const takeOdd = (ended) => async (records) => ({
  taken: records.filter((r) => r.seq % 2).map(nameOf),
  refused: records.filter((r) => r.seq % 2 === 0).map(nameOf),
  ended,
});

test("what can never count is set aside, holds up nothing, and goes with the rest after the receipt", async () => {
  const one = machine(record("a", 1), record("a", 2));
  assert.deepEqual(await deliver(kept(one), takeOdd([])), { left: 0, refused: 1 });
  assert.deepEqual([...one.held.keys(), ...one.refusedOf()], ["a/1/1", "a/1/2"]);
  assert.deepEqual(await deliver(kept(one), takeOdd(["a"])), { left: 0, refused: 1 });
  assert.equal(one.held.size + one.refused.size, 0);
});

test("what an earlier start set aside and the server has not got is sent again, and stays until the server has it", async () => {
  const one = machine(record("a", 2));
  await one.setAside(record("a", 2));
  assert.equal(await left(one, async () => ({ taken: [], refused: [], ended: ["a"] })), 1);
  assert.deepEqual(one.refusedOf(), ["a/1/2"]);
  assert.equal(await left(one, takeOdd(["a"])), 0);
  assert.deepEqual(one.refusedOf(), []);
});

test("of two records with one name the server's word on one says nothing about the other", async () => {
  const one = machine(record("a", 2, 1, 20));
  await one.setAside(record("a", 2, 1, 10));
  one.held.set("a/1/2", record("a", 2, 1, 20));
  const takeLong = async (records) => ({ taken: records.filter((r) => r.data.length > 20).map(nameOf), refused: [], ended: ["a"] });
  assert.equal(await left(one, takeLong), 1);
  assert.deepEqual([one.held.size, one.refused.size], [1, 1]);
});

test("an examination that the server cannot take holds up no other one", async () => {
  const one = machine(record("a", 1), record("b", 1));
  const send = async (records) => {
    if (records[0].attempt === "a") throw new RequestRefused("500");
    return takeAll(["a", "b"])(records);
  };
  await assert.rejects(left(one, send), RequestRefused);
  assert.deepEqual([...one.held.keys()], ["a/1/1"]);
});

test("without a network only the first request is waited for", async () => {
  const asked = [];
  const one = machine(record("a", 1), record("b", 1));
  await assert.rejects(left(one, async (records) => { asked.push(records[0].attempt); throw new TypeError("no network"); }));
  assert.deepEqual(asked, ["a"]);
});

test("who erases is told what the server has, so that what another page wrote meanwhile stays", async () => {
  const one = machine(record("a", 1));
  const told = [];
  await deliver(kept({ ...one, erase: async (_attempt, delivered) => void told.push(...delivered.map(nameOf)) }), async (records) => {
    one.held.set("a/1/2", record("a", 2));
    return takeAll(["a"])(records);
  });
  assert.deepEqual(told, [["a", 1, 1]]);
});

test("what an invigilator has as a file stays and is sent again, but is not asked about; what came later is", async () => {
  const one = machine(record("a", 1), record("a", 2));
  const takeNone = async () => ({ taken: [], refused: [], ended: ["a"] });
  assert.equal(await left(one, takeNone, ["1/1", "1/2"]), 0);
  assert.equal(await left(one, takeNone, ["1/1"]), 1);
  assert.equal(one.held.size, 2);
});

test("a request that fails erases nothing", async () => {
  const one = machine(record("a", 1));
  await assert.rejects(deliver(kept(one), async () => { throw new Error("500"); }));
  assert.equal(one.held.size, 1);
});

test("an acknowledgement of another machine's record does not count for this one", async () => {
  const one = machine(record("a", 1));
  const send = async () => ({ taken: [["a", 2, 1], ["b", 1, 1]], refused: [], ended: ["a"] });
  assert.equal(await left(one, send), 1);
  assert.equal(one.held.size, 1);
});

test("pieces hold at most a hundred records and what the server takes of bytes, and lose none", () => {
  const many = Array.from({ length: 250 }, (_none, place) => record("a", place));
  assert.deepEqual(inPieces(many).map((piece) => piece.length), [100, 100, 50]);
  const large = Array.from({ length: 12 }, (_none, place) => record("a", place, 1, 20_000));
  assert.ok(inPieces(large).every((piece) => JSON.stringify({ records: piece.map(asSent) }).length < 200_000));
  assert.equal(inPieces(large).flat().length, 12);
});
