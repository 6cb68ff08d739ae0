// The end of an examination: by somebody's hand, or because the time ran out.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ExamClock } from "../../static/js/exam/clock.js";
import { Ending } from "../../static/js/exam/ending.js";
import { AnswerQueue } from "../../static/js/exam/queue.js";
import { ServerError } from "../../static/js/exam/server.js";

const MINUTE = 60_000;
const at = (minutes) => new Date(minutes * MINUTE).toISOString();
const receipt = { state: "handed_in", receipt: "CODE", url: "/receipt" };
const running = (now, deadline, { paused = false, waits_for = "" } = {}) => ({ state: "in_progress", server_time: at(now), deadline: at(deadline), paused, waits_for });

/** An end whose time ran out at minute 30, at a server that answers by a script; `wait` may let things happen. */
function ending(script, { unsent = 0, meanwhile = () => {} } = {}) {
  const world = { told: [], asked: [], waits: [], states: [], seconds: 0 };
  world.clock = new ExamClock(() => world.seconds);
  world.clock.anchor(at(30), at(30), 0);
  world.queue = new AnswerQueue(2, 5);
  for (let n = 0; n < unsent; n += 1) world.queue.add(`item${n}`, "a", n, "");
  const server = {
    async handIn(epoch, finalSeq, byTime, leftOut) {
      world.leftOut = leftOut;
      world.asked.push([epoch, finalSeq, byTime]);
      const step = script.shift();
      if (step instanceof Error) throw step;
      return step ?? receipt;
    },
  };
  const tell = (what) => (more) => world.told.push(more === undefined ? what : `${what} ${more}`);
  const listener = {
    onProgress: () => world.states.push(world.end.state),
    onMissing: async () => world.told.push("missing"),
    onReceipt: tell("receipt"),
    onTimeLeft: tell("time left"),
    onSuperseded: () => (world.told.push("superseded"), world.end.stop()),
  };
  world.end = new Ending(world.queue, server, world.clock, listener, async (ms) => {
    world.waits.push(ms);
    assert.ok(world.waits.length < 20, "it waits for ever");
    meanwhile(world);
  });
  return world;
}

test("the time that ran out is the end when the server agrees", async () => {
  const world = ending([receipt]);
  await world.end.begin(true);
  assert.deepEqual(world.told, ["receipt /receipt"]);
  assert.deepEqual(world.asked, [[2, 5, true]]);
  assert.equal(world.end.on, true, "nothing can be written while the receipt is fetched");
});

test("a hand-in names what the server refused and does not wait for it", async () => {
  const world = ending([receipt], { unsent: 1 });
  world.queue.refuse(world.queue.next().events[0]);
  await world.end.begin(false);
  assert.deepEqual([world.asked, world.leftOut, world.waits], [[[2, 6, false]], [6], []]);
});

test("when the server knows a later end, the page goes on by its clock", async () => {
  const world = ending([new ServerError(0, "network", ""), new ServerError(503, "exams.clock.doubted", ""), running(45, 52)]);
  await world.end.begin(true);
  assert.deepEqual(world.told, ["time left"]);
  assert.equal(world.end.on, false);
  assert.equal(Math.round(world.clock.left() / MINUTE), 7);
  assert.deepEqual(world.states, ["sending", "offline", "offline"]);
});

test("a pause that began meanwhile is learned with it", async () => {
  const world = ending([running(45, 52, { paused: true })]);
  await world.end.begin(true);
  assert.deepEqual([world.told, world.clock.paused], [["time left"], true]);
});

test("while somebody decides on the outage, the page waits and says so", async () => {
  const outage = { waits_for: "outage" };
  const world = ending([running(40, 32, outage), running(41, 32, outage), receipt]);
  await world.end.begin(true);
  assert.deepEqual(world.told, ["receipt /receipt"]);
  assert.deepEqual(world.states, ["sending", "outage", "outage"]);
});

test("while somebody decides whether the room goes on on paper, the page says that, and not that the server was away", async () => {
  const world = ending([running(31, 30, { waits_for: "paper" }), running(32, 30, { waits_for: "outage" }), running(33, 30), receipt]);
  await world.end.begin(true);
  assert.deepEqual(world.told, ["receipt /receipt"]);
  assert.deepEqual(world.states, ["sending", "paper", "outage", "sending"]);
});

test("a moment too early is no time to unlock the page for", async () => {
  const early = { ...running(30, 30), server_time: new Date(30 * MINUTE - 400).toISOString() };
  const world = ending([early, receipt]);
  await world.end.begin(true);
  assert.deepEqual(world.told, ["receipt /receipt"]);
  assert.deepEqual(world.states, ["sending", "sending"]);
});

test("any other answer of the server that tells a later end lets the page go on, before everything is sent", async () => {
  const world = ending([], { unsent: 3, meanwhile: ({ clock }) => clock.anchor(at(45), at(50), 0) });
  await world.end.begin(true);
  assert.deepEqual([world.told, world.asked, world.queue.unsent], [["time left"], [], 3]);
});

test("somebody's own hand-in is one, whatever time there is", async () => {
  const world = ending([new ServerError(0, "network", ""), receipt], { meanwhile: ({ clock }) => clock.anchor(at(45), at(50), 0) });
  await world.end.begin(false);
  await world.end.begin(true);
  assert.deepEqual(world.told, ["receipt /receipt"]);
  assert.deepEqual(world.asked.map(([, , byTime]) => byTime), [false, false]);
});

test("nothing is asked before everything is sent, and what is missing is sent again", async () => {
  const world = ending([{ state: "missing", missing: [[1, 2]] }, receipt], {
    unsent: 1,
    meanwhile: ({ queue }) => queue.pending.clear(),
  });
  await world.end.begin(true);
  assert.deepEqual(world.told, ["missing", "receipt /receipt"]);
  assert.equal(world.waits[0], 300);
});

test("another page that has the paper ends the ending", async () => {
  const world = ending([new ServerError(409, "exams.attempt.seat_in_use", "")]);
  await world.end.begin(true);
  assert.deepEqual([world.told, world.end.on], [["superseded"], false]);
});

test("more time later is learned again: the page can end twice", async () => {
  const world = ending([running(45, 52), receipt]);
  await world.end.begin(true);
  world.seconds = 8 * MINUTE;
  await world.end.begin(true);
  assert.deepEqual(world.told, ["time left", "receipt /receipt"]);
});

test("whoever goes back while the server is away hands in anew later, once", async () => {
  const away = () => new ServerError(0, "network", "");
  const world = ending([away(), receipt], { meanwhile: ({ end }) => end.stop() });
  await world.end.begin(false);
  assert.deepEqual([world.told, world.end.on], [[], false]);
  await world.end.begin(false);
  assert.deepEqual([world.told, world.asked.length], [["receipt /receipt"], 2]);
});

test("a run that still waits does not go on beside the next one", async () => {
  const steps = [];
  const world = ending([]);
  const end = new Ending(world.queue, { handIn: async () => { throw new ServerError(0, "network", ""); } }, world.clock, world.end.listener,
    () => new Promise((resolve) => steps.push(resolve)));
  const rest = () => new Promise((resolve) => setImmediate(resolve));
  end.listener = { onProgress() {} };
  const first = end.begin(false);
  await rest();
  end.stop();
  void end.begin(false);
  await rest();
  assert.equal(steps.length, 2);
  steps[0]();
  await first;
  assert.equal(end.on, true);
  assert.equal(steps.length, 2, "only the new run goes on");
});
