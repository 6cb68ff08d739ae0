// Asking for the lease until it is given: only the request that got it tells the time.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ExamClock } from "../../static/js/exam/clock.js";
import { takeLease } from "../../static/js/exam/leasing.js";
import { ServerError } from "../../static/js/exam/server.js";

const MINUTE = 60_000;
const clicks = [];
globalThis.document = {
  createElement: (tag) => ({ setAttribute() {}, append() {}, addEventListener: (_name, act) => tag === "button" && clicks.push(act) }),
};
const words = { say: (key) => key };
const at = (minutes) => new Date(minutes * MINUTE).toISOString();

test("waiting five minutes for another seat takes nothing from the countdown", async (context) => {
  let now = 0;
  context.mock.method(performance, "now", () => now);
  const script = [new ServerError(409, "exams.attempt.seat_in_use", "wait"), new ServerError(0, "network", "")];
  const told = [];
  const page = {
    server: {
      async takeLease() {
        now += 20;
        const refusal = script.shift();
        if (refusal) throw refusal;
        return { server_time: at(2), deadline: at(12) };
      },
    },
    view: { message: (message) => told.push(message.title) },
    words,
    data: {},
  };
  const taken = await takeLease(page, async () => void (now += 150_000));
  assert.deepEqual(told, ["seat_title", "offline_title"]);
  assert.equal(now - taken.sentAt, 20);
  const clock = new ExamClock(() => now);
  clock.anchor(taken.paper.server_time, taken.paper.deadline, taken.sentAt);
  assert.equal(clock.left(), 10 * MINUTE - 10);
});

test("a refused seat is asked for again only when the candidate says so", async () => {
  const asked = [];
  const script = [new ServerError(409, "exams.attempt.seat_in_use", "no", ["refused"]), new ServerError(409, "exams.attempt.seat_in_use", "wait", ["asked"])];
  const told = [];
  const page = {
    server: {
      async takeLease(again) {
        asked.push(again);
        const refusal = script.shift();
        if (refusal) throw refusal;
        return { server_time: at(2), deadline: at(12) };
      },
    },
    view: { message: (message) => told.push(message.title) },
    words,
    data: {},
  };
  const taken = takeLease(page, async () => {});
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual([asked, told], [[false], ["seat_refused_title"]]);
  clicks[0]();
  assert.ok((await taken)?.paper);
  assert.deepEqual([asked, told], [[false, true, false], ["seat_refused_title", "seat_title"]]);
});

test("where asking again cannot help, there is no paper", async () => {
  const page = {
    server: { takeLease: () => Promise.reject(new ServerError(401, "core.not_signed_in", "")) },
    view: { message: () => {} },
  };
  assert.equal(await takeLease({ ...page, words, data: {} }), null);
});
