// What only the terminal can break, tried in 400 seeded runs: a network that loses requests and replies, a server that
// refuses events, pages that are loaded anew, and left-over journals that are delivered while the examination goes on.
import assert from "node:assert/strict";
import { test } from "node:test";

import { deliver } from "../../static/js/exam/delivery.js";
import { AnswerQueue } from "../../static/js/exam/queue.js";
import { Sender } from "../../static/js/exam/sender.js";
import { ServerError } from "../../static/js/exam/server.js";
import { chanceOf, name } from "./seeded.mjs";

const RUNS = 400;
const ATTEMPT = "a";

const placeOf = (key) => key.split("/").map(Number);

/** What the server has committed, what can never count, what it keeps of that, and a line that loses either way. */
class Room {
  constructor(chance) {
    Object.assign(this, { chance, committed: new Set(), poison: new Set(), kept: new Set(), ended: false });
  }

  happens(percent) {
    return this.chance() * 100 < percent;
  }

  /** @param {() => unknown} act what the server does with a request that arrives */
  line(act) {
    if (this.happens(20)) throw new ServerError(0, "network", "the request is lost");
    const reply = act();
    if (this.happens(20)) throw new ServerError(0, "network", "the reply is lost");
    return reply;
  }

  async save(epoch, events) {
    return this.line(() => {
      if (events.some((event) => this.poison.has(name({ epoch, seq: event.seq })))) throw new ServerError(422, "exams.unusable", "");
      for (const event of events) this.committed.add(name({ epoch, seq: event.seq }));
      let contiguous = 0;
      while (this.committed.has(name({ epoch, seq: contiguous + 1 }))) contiguous += 1;
      return { acknowledged: { [epoch]: contiguous }, missing: {}, held: [], server_time: "", deadline: null, state: "", lease: "live" };
    });
  }

  async takeLeftovers(records) {
    return this.line(() => {
      const [refused, taken] = [true, false].map((is) => records.filter((one) => this.poison.has(name(one)) === is));
      for (const one of taken) if (one.seq) this.committed.add(name(one));
      // Too much may have been kept already: then it names none of these.
      if (this.happens(10)) refused.length = 0;
      for (const one of refused) this.kept.add(name(one));
      const triple = ({ attempt, epoch, seq }) => [attempt, epoch, seq];
      return { taken: taken.map(triple), refused: refused.map(triple), ended: this.ended ? [ATTEMPT] : [] };
    });
  }
}

/** A machine: its journal on the disk, and the page that is open on it. */
class Terminal {
  constructor(room) {
    Object.assign(this, { room, held: new Map(), refused: new Map(), made: new Set(), erased: false, epoch: 0 });
    this.load();
  }

  /** A new page: a new lease, and everything that the journal still holds is taken over. */
  load() {
    this.epoch += 1;
    this.queue = new AnswerQueue(this.epoch, 0);
    this.queue.restore([...this.held.values()].filter((one) => one.seq).map(({ epoch, seq }) => ({ epoch, seq, item: "i", response: "a", monotonic_ms: 0, client_at: "" })));
    this.sender = new Sender(this.queue, this.room, { onReply() {}, onTrouble() {}, onChange() {} });
    this.sender.wake = () => {};
    this.write({ epoch: this.epoch, seq: 0 });
  }

  write({ epoch, seq }) {
    this.held.set(name({ epoch, seq }), { attempt: ATTEMPT, epoch, seq, nonce: new Uint8Array(12), data: new Uint8Array(8).buffer });
  }

  /** The journal first, then the network. */
  answer() {
    const event = this.queue.add("i", "a", 0, "");
    this.made.add(name(event));
    if (this.room.happens(8)) this.room.poison.add(name(event));
    this.write(event);
  }

  async deliver() {
    const kept = {
      attempts: async () => (this.held.size + this.refused.size ? [ATTEMPT] : []),
      records: async () => [...this.held.values()],
      setAside: async (one) => void (this.refused.set(name(one), one), this.held.delete(name(one))),
      refused: async () => [...this.refused.values()],
      away: async () => [],
      erase: async () => {
        this.erased = true;
        this.held.clear();
        this.refused.clear();
      },
    };
    await deliver(kept, (records) => this.room.takeLeftovers(records)).catch(() => {});
  }
}

async function run(seed, check) {
  const room = new Room(chanceOf(seed));
  const terminal = new Terminal(room);
  for (let step = 0; step < 40; step += 1) {
    const dice = room.chance();
    if (dice < 0.45 && !room.ended) terminal.answer();
    else if (dice < 0.75) await terminal.sender.send();
    else if (dice < 0.8 && !room.ended) terminal.load();
    else if (dice < 0.84) room.ended = true;
    else await terminal.deliver();
    check(room, terminal, `seed ${seed}, step ${step}`);
    if (terminal.erased) return true;
  }
  return false;
}

test("invariant 13: a journal is erased only after the receipt, and when the server has all of it", async () => {
  let erased = 0;
  for (let seed = 1; seed <= RUNS; seed += 1) {
    erased += await run(seed, (room, terminal, where) => {
      if (terminal.erased) {
        assert.ok(room.ended, `${where}: erased before there was a receipt`);
        assert.deepEqual([...terminal.made].filter((key) => !room.committed.has(key) && !room.kept.has(key)), [], where);
      }
    });
  }
  assert.ok(erased > RUNS / 20, `the runs come to the end: ${erased}`);
});

test("invariant 4: no event vanishes: each is at the server, in the journal, or set aside and named", async () => {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    await run(seed, (room, terminal, where) => {
      const lost = [...terminal.made].filter((key) => !room.committed.has(key) && !room.kept.has(key) && !terminal.held.has(key) && !terminal.refused.has(key));
      assert.deepEqual(lost, [], where);
    });
  }
});

test("invariant 1: a page takes an event for saved only when the server has it", async () => {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    await run(seed, (room, terminal, where) => {
      const { queue } = terminal;
      const own = [...terminal.made].filter((key) => placeOf(key)[0] === terminal.epoch);
      const saved = own.filter((key) => !queue.pending.has(key.replace("/", ".")));
      assert.deepEqual(saved.filter((key) => !room.committed.has(key)), [], where);
      assert.ok(queue.leftOut.every((seq) => room.poison.has(name({ epoch: terminal.epoch, seq }))), `${where}: left out for nothing`);
    });
  }
});
