// What the figures of a terminal mean, and the mark that tells whether a machine forgets.
import assert from "node:assert/strict";
import { test } from "node:test";

import { judge, median } from "../../static/js/terminal/judge.js";
import { nextMark } from "../../static/js/terminal/marker.js";
import { browserName } from "../../static/js/terminal/probes.js";

const MARKS = { known: "b", visits: ["a", "b"], survived: true, restarted: false };
const TIMES = { small: [10, 12, 14], large: [40, 45, 60], failed: 0 };
const FIT = {
  missing: [], kept: true, marks: MARKS, sealed: true, clockMs: 900, times: TIMES,
  width: 1366, height: 657, freeBytes: 2e9, typed: "abc 123",
};
const found = (check, changes) => judge({ ...FIT, ...changes })[check];
const restart = (changes) => found("restart", { marks: { ...MARKS, ...changes } });
const speed = (changes) => found("speed", { times: { ...TIMES, ...changes } });

test("a good terminal is fit in every check", () => {
  assert.deepEqual(judge(FIT), {
    browser: "fits", keeping: "kept", restart: "survived", protection: "sealed", clock: "right",
    speed: "fast", screen: "fits", space: "enough", keyboard: "works",
  });
});

test("a browser that lacks something is too old, a disk that keeps nothing is named", () => {
  assert.equal(found("browser", { missing: ["dialog"] }), "old");
  assert.equal(found("keeping", { kept: false }), "lost");
  assert.equal(found("protection", { sealed: false }), "plain");
});

test("nobody knows of a restart until a person says so and the mark is still there", () => {
  assert.equal(restart({ known: "", visits: [], survived: false }), "waits");
  assert.equal(restart({ survived: false }), "waits");
  assert.equal(restart({ survived: false, restarted: true }), "survived");
  assert.equal(restart({ known: "", visits: [], survived: false, restarted: true }), "waits");
});

test("a mark that the server knows and the machine does not means that it was wiped", () => {
  assert.equal(restart({ visits: [], survived: false }), "wiped");
  assert.equal(restart({ visits: [], survived: false, restarted: true }), "wiped");
});

test("a restore card that puts back a disk with an old mark is seen too", () => {
  assert.equal(restart({ known: "c", visits: ["a"], survived: true }), "wiped");
});

test("a visit whose result never arrived does not look like a wiped disk", () => {
  assert.equal(restart({ known: "a", visits: ["a", "b", "c"] }), "survived");
});

test("the clock may be two minutes wrong to either side", () => {
  for (const [ms, outcome] of [[120_000, "right"], [-120_000, "right"], [121_000, "off"], [-86_400_000, "off"], [null, "unknown"]]) {
    assert.equal(found("clock", { clockMs: ms }), outcome, String(ms));
  }
});

test("speed is judged by the middle and by the slowest answer", () => {
  assert.equal(speed({ small: [400, 600, 700] }), "slow");
  assert.equal(speed({ large: [2_500, 2_600, 100] }), "slow");
  assert.equal(speed({ small: [10, 10, 3_500] }), "slow");
  assert.equal(speed({ small: [10, 10, 10_500] }), "failing");
  assert.equal(speed({ failed: 1 }), "failing");
  assert.equal(speed({ small: [], large: [] }), "failing");
  assert.equal(median([30, 10, 20]), 20);
  assert.equal(median([]), Infinity);
});

test("small screens are named, a telephone in the hand is not refused", () => {
  assert.equal(found("screen", { width: 390, height: 844 }), "small");
  assert.equal(found("screen", { width: 1366, height: 480 }), "small");
  assert.equal(found("screen", { width: 320 }), "tiny");
});

test("room on the disk, and a browser that does not tell", () => {
  assert.equal(found("space", { freeBytes: 1e6 }), "little");
  assert.equal(found("space", { freeBytes: null }), "unknown");
});

test("the keyboard has brought letters and digits, in any casing", () => {
  assert.equal(found("keyboard", { typed: "ABC123" }), "works");
  assert.equal(found("keyboard", { typed: "abc" }), "waits");
  assert.equal(found("keyboard", { typed: "123" }), "waits");
});

test("the machine keeps a few marks, the newest last", () => {
  const many = { visits: Array.from({ length: 20 }, (_, place) => `v${place}`), at: "", survived: false };
  const mark = nextMark(many, "new", true);
  assert.equal(mark.visits.length, 20);
  assert.equal(mark.visits.at(-1), "new");
  assert.ok(!mark.visits.includes("v0"));
  assert.ok(nextMark(null, "first", false).visits.length === 1);
});

test("the browser is named as people know it", () => {
  assert.equal(browserName("Mozilla/5.0 (X11) Chrome/141.0 Safari/537.36"), "Chrome 141");
  assert.equal(browserName("Mozilla/5.0 Chrome/140.0 Safari/537.36 Edg/140.0"), "Edge 140");
  assert.equal(browserName("Mozilla/5.0 Gecko/20100101 Firefox/145.0"), "Firefox 145");
  assert.equal(browserName("curl"), "?");
});
