// The terminal's clock: only the server's time and the monotonic clock count.
import assert from "node:assert/strict";
import { test } from "node:test";

import { asCountdown, ExamClock, isTimeToSay, showsSeconds, urgency } from "../../static/js/exam/clock.js";

const NINE = "2026-06-01T01:00:00.000Z";
const HALF_PAST = "2026-06-01T01:30:00.000Z";

/** A clock whose monotonic time the test moves. */
function clockAt(start) {
  const time = { now: start };
  return { time, clock: new ExamClock(() => time.now) };
}

test("time left is counted from the server's answer, half the way back assumed", () => {
  const { time, clock } = clockAt(1_000);
  time.now = 1_400;
  clock.anchor(NINE, HALF_PAST, 1_000);
  assert.equal(clock.left(), 30 * 60_000 - 200);
  time.now += 60_000;
  assert.equal(clock.left(), 29 * 60_000 - 200);
});

test("setting the terminal's wall clock changes nothing", (context) => {
  const { clock } = clockAt(0);
  clock.anchor(NINE, HALF_PAST, 0);
  context.mock.timers.enable({ apis: ["Date"], now: Date.parse("2099-01-01T00:00:00Z") });
  assert.equal(clock.left(), 30 * 60_000);
});

test("a later deadline in a reply gives more time, and time left never goes below zero", () => {
  const { time, clock } = clockAt(0);
  clock.anchor(NINE, HALF_PAST, 0);
  clock.anchor(NINE, "2026-06-01T01:40:00.000Z", 0);
  assert.equal(clock.left(), 40 * 60_000);
  time.now = 50 * 60_000;
  assert.equal(clock.left(), 0);
});

test("without a deadline the time is unlimited and shown as such", () => {
  const { clock } = clockAt(0);
  clock.anchor(NINE, null, 0);
  assert.equal(clock.left(), Infinity);
  assert.equal(asCountdown(clock.left()), "--:--");
});

test("events count whole milliseconds from the lease", () => {
  const { time, clock } = clockAt(10);
  clock.startLease(10);
  time.now = 1_510.6;
  assert.equal(clock.sinceLease(), 1_501);
  time.now = 0;
  assert.equal(clock.sinceLease(), 0);
});

for (const [milliseconds, text] of [[0, "00:00"], [1, "00:01"], [59_001, "01:00"], [3_600_000, "1:00:00"], [7_199_000, "1:59:59"]]) {
  test(`${milliseconds} ms is shown as ${text}`, () => assert.equal(asCountdown(milliseconds), text));
}

test("the timer warns five minutes before the end", () => {
  assert.deepEqual([300_001, 300_000, 1, 0].map(urgency), ["calm", "soon", "soon", "over"]);
});

test("seconds are shown in the last five minutes only", () => {
  assert.deepEqual([Infinity, 300_001, 300_000, 0].map(showsSeconds), [false, false, true, true]);
});

test("the time is said aloud once, when the last five minutes begin", () => {
  assert.equal(isTimeToSay(Infinity, 4 * 60_000), true);
  assert.equal(isTimeToSay(300_001, 300_000), true);
  assert.equal(isTimeToSay(300_000, 299_999), false);
  assert.equal(isTimeToSay(Infinity, 29 * 60_000), false);
  assert.equal(isTimeToSay(Infinity, 0), false);
});

test("while the examination is paused what is left stands still, and goes on afterwards", () => {
  const { time, clock } = clockAt(0);
  clock.anchor(NINE, HALF_PAST, 0, true);
  time.now = 10 * 60_000;
  assert.equal(clock.left(), 30 * 60_000);
  clock.anchor("2026-06-01T01:10:00.000Z", "2026-06-01T01:40:00.000Z", time.now);
  time.now = 12 * 60_000;
  assert.equal(clock.left(), 30 * 60_000);
  clock.anchor("2026-06-01T01:12:00.000Z", "2026-06-01T01:42:00.000Z", time.now, false);
  time.now = 13 * 60_000;
  assert.equal(clock.left(), 29 * 60_000);
});
