// Lessons: active time, the server's clock, throttled reports, turning, terms, the reading voice.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ActivityMeter, QUIET_AFTER } from "../../static/js/learn/activity.js";
import { pickVoice, Reader } from "../../static/js/learn/reader.js";
import { ServerTime } from "../../static/js/learn/server-time.js";
import { placeFor } from "../../static/js/learn/terms.js";
import { Throttled } from "../../static/js/learn/throttled.js";
import { wayOf } from "../../static/js/learn/turn.js";

/** A meter whose clock the test moves, a second at a time. */
function meterAt() {
  const time = { now: 0 };
  const meter = new ActivityMeter(() => time.now);
  const run = (seconds, isVisible = true, isPlaying = false) => {
    for (let second = 0; second < seconds; second += 1) {
      time.now += 1000;
      meter.tick(isVisible, isPlaying);
    }
  };
  return { time, meter, run };
}

test("two minutes after the last deed nobody is learning any more", () => {
  const { meter, run } = meterAt();
  run(60);
  meter.note("keys");
  run(600);
  assert.equal(meter.take().active_ms, 60_000 + QUIET_AFTER);
});

test("a hidden page counts nothing, whatever plays", () => {
  const { meter, run } = meterAt();
  run(30, false, true);
  assert.equal(meter.take().active_ms, 0);
});

test("listening is learning as long as it plays", () => {
  const { meter, run } = meterAt();
  run(900, true, true);
  const claim = meter.take();
  assert.deepEqual([claim.active_ms, claim.media_seconds], [900_000, 900]);
});

test("a machine that slept claims nothing for it", () => {
  const { time, meter } = meterAt();
  time.now += 3_600_000;
  meter.tick(true, true);
  assert.equal(meter.take().active_ms, 0);
});

test("a claim is taken once, says what was done, and comes back when it did not arrive", () => {
  const { meter, run } = meterAt();
  run(10);
  for (const doing of ["keys", "keys", "scrolls"]) meter.note(doing);
  const claim = meter.take();
  assert.deepEqual(claim, { active_ms: 10_000, quiet_ms: 0, media_seconds: 0, keys: 2, pointers: 0, scrolls: 1 });
  assert.equal(meter.take().active_ms, 0);
  meter.putBack(claim.active_ms);
  assert.equal(meter.take().active_ms, 10_000);
});

test("the server's time goes on with the monotonic clock, and after a sleep is set by the next answer", () => {
  const time = { now: 500 };
  const clock = new ServerTime(1_000_000, () => time.now);
  time.now += 250.4;
  assert.equal(clock.now(), 1_000_250);
  clock.anchor(2_000_000);
  assert.equal(clock.now(), 2_000_000);
  clock.anchor(1_000_000);
  assert.equal(clock.now(), 2_000_000);
});

test("reports go at once, then at most one in the interval: the last", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const time = { now: 0 };
  const sent = [];
  const reports = new Throttled(2000, (value) => sent.push(value), () => time.now);
  reports.offer(1);
  reports.offer(2);
  reports.offer(3);
  assert.deepEqual(sent, [1]);
  time.now = 2000;
  context.mock.timers.tick(2000);
  assert.deepEqual(sent, [1, 3]);
  reports.flush();
  assert.deepEqual(sent, [1, 3]);
});

test("what waits can be sent another way when the page is left", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const beacons = [];
  const reports = new Throttled(2000, () => {}, () => 0);
  reports.offer("a");
  reports.offer("b");
  reports.flush((value) => beacons.push(value));
  assert.deepEqual(beacons, ["b"]);
});

const KEY = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };
for (const [event, way] of [
  [{ ...KEY, key: "ArrowLeft" }, "previous"],
  [{ ...KEY, key: "ArrowRight" }, "next"],
  [{ ...KEY, key: "ArrowRight", altKey: true }, ""],
  [{ ...KEY, key: "a" }, ""],
]) {
  test(`${event.altKey ? "alt+" : ""}${event.key} turns: ${way || "not"}`, () => assert.equal(wayOf(event), way));
}

for (const [what, word, place] of [
  ["below the word", { left: 20, top: 100, bottom: 120 }, { left: 20, top: 128 }],
  ["above it at the end of the screen", { left: 20, top: 700, bottom: 720 }, { left: 20, top: 592 }],
  ["not beyond the right edge", { left: 390, top: 100, bottom: 120 }, { left: 192, top: 128 }],
]) {
  test(`a meaning stands ${what}`, () => {
    assert.deepEqual(placeFor(word, { width: 200, height: 100 }, { width: 400, height: 760 }), place);
  });
}

const voice = (lang, localService = true, isDefault = false) => ({ lang, localService, default: isDefault });

test("only a voice of the machine itself and of the language is taken", () => {
  const voices = [voice("zh-CN", false, true), voice("en-US"), voice("zh-TW"), voice("zh-CN", true, true)];
  assert.equal(pickVoice(voices, "zh-hans"), voices[3]);
  assert.equal(pickVoice(voices, "en"), voices[1]);
  assert.equal(pickVoice(voices.slice(0, 2), "zh-hans"), null);
});

/** A reader over a voice that the test lets finish. */
function readerOf() {
  const said = [];
  const shown = [];
  const speech = { speak: (words) => said.push(words), cancel() {}, pause() {}, resume() {} };
  const reader = new Reader(speech, (text) => ({ text }), (node, state) => shown.push([node?.innerText, state]));
  return { reader, said, shown };
}

test("paragraphs are read one after another, marked, and the end is told", () => {
  const { reader, said, shown } = readerOf();
  reader.start([{ innerText: "one" }, { innerText: "two" }], voice("en-GB"));
  said[0].onend();
  reader.pause(true);
  reader.pause(false);
  said[1].onend();
  assert.deepEqual(said.map((words) => words.text), ["one", "two"]);
  assert.deepEqual(shown.slice(1), [["one", "reading"], ["two", "reading"], ["two", "paused"], ["two", "reading"], [undefined, "idle"]]);
});

test("after a stop the old voice says nothing more", () => {
  const { reader, said } = readerOf();
  reader.start([{ innerText: "one" }, { innerText: "two" }], voice("en-GB"));
  reader.stop();
  said[0].onend();
  assert.equal(said.length, 1);
});
