// Numbering, acknowledging and folding answers.
import assert from "node:assert/strict";
import { test } from "node:test";

import { AnswerQueue, beats, fold, lastTouched } from "../../static/js/exam/queue.js";

const event = (epoch, seq, item = "i", response = "a") => ({ epoch, seq, item, response, monotonic_ms: 0, client_at: "" });

test("numbers go on after what the server knows, without gaps", () => {
  const queue = new AnswerQueue(3, 7);
  assert.deepEqual([queue.add("i", "a", 1, ""), queue.add("i", null, 2, "")].map((e) => [e.epoch, e.seq]), [[3, 8], [3, 9]]);
});

test("leftovers of an earlier lease go first, each epoch apart", () => {
  const queue = new AnswerQueue(2, 0);
  queue.add("i", "b", 0, "");
  queue.restore([event(1, 5), event(1, 4)]);
  const first = queue.next();
  assert.deepEqual([first.epoch, first.events.map((e) => e.seq)], [1, [4, 5]]);
  queue.confirm(first.events, { 1: 5 });
  assert.deepEqual(queue.next().events.map((e) => [e.epoch, e.seq]), [[2, 1]]);
});

test("what the server acknowledged is forgotten, a gap stays", () => {
  const queue = new AnswerQueue(1, 0);
  for (let n = 0; n < 5; n += 1) queue.add("i", "a", n, "");
  queue.confirm([event(1, 4)], { 1: 2 });
  assert.deepEqual(queue.next().events.map((e) => e.seq), [3, 5]);
  assert.equal(queue.unsent, 2);
});

test("an acknowledgement that never came keeps everything", () => {
  const queue = new AnswerQueue(1, 0);
  queue.add("i", "a", 0, "");
  queue.confirm([], {});
  assert.equal(queue.unsent, 1);
});

test("a refused event is set aside and holds up nothing", () => {
  const queue = new AnswerQueue(1, 0);
  queue.refuse(queue.add("i", "a", 0, ""));
  queue.add("j", "b", 0, "");
  assert.deepEqual(queue.next().events.map((e) => e.seq), [2]);
  assert.deepEqual([queue.lacking, queue.leftOut], [["i"], [1]]);
});

test("what the server refused lacks nothing once a newer answer of the question is there, and stays left out", () => {
  const queue = new AnswerQueue(2, 0);
  queue.refuse(queue.add("i", "a", 0, ""));
  const mark = queue.mark("i", true, 0, "");
  queue.confirm([mark], {});
  assert.deepEqual(queue.lacking, ["i"], "a mark for later is no answer");
  const again = queue.add("i", "b", 0, "");
  queue.confirm([again], {});
  assert.deepEqual([queue.lacking, queue.leftOut, queue.unsent], [[], [1], 0]);
});

test("a refused number that the server knows by another answer leaves nothing to be sent", () => {
  const queue = new AnswerQueue(1, 0);
  queue.refuse(queue.add("i", "a", 0, ""));
  const later = queue.add("j", "b", 0, "");
  queue.confirm([later], { 1: 2 });
  assert.equal(queue.unsent, 0);
});

test("only numbers of this page are left out: an earlier page's are not asked for", () => {
  const queue = new AnswerQueue(2, 0);
  queue.restore([event(1, 4)]);
  queue.refuse(event(1, 4));
  assert.deepEqual([queue.leftOut, queue.lacking, queue.unsent], [[], ["i"], 0]);
});

test("what an earlier seat delivers late fills what is open, and beats nothing that was answered since", () => {
  const late = { epoch: 1, seq: 9 };
  assert.equal(beats(undefined, late), true);
  assert.equal(beats({ response: "a", epoch: 1, seq: 8 }, late), true);
  assert.equal(beats({ response: "a", epoch: 1, seq: 9 }, late), false);
  assert.equal(beats({ response: null, epoch: 2, seq: 1 }, late), false);
});

test("folding gives the same answers for every order, split and repetition", () => {
  const events = [event(1, 1, "i", "a"), event(1, 2, "j", "b"), event(2, 1, "i", "c"), event(1, 3, "i", "d"), event(1, 4, "j", null)];
  const expected = fold({}, events);
  assert.deepEqual([expected.i.response, expected.j.response], ["c", null]);
  for (let round = 0; round < 50; round += 1) {
    const shuffled = [...events, ...events].sort(() => Math.random() - 0.5);
    const cut = Math.floor(Math.random() * shuffled.length);
    assert.deepEqual(fold(fold({}, shuffled.slice(0, cut)), shuffled.slice(cut)), expected);
  }
});

test("a mark for later is an event with a number of its own, as an answer is", () => {
  const queue = new AnswerQueue(2, 4);
  queue.add("i", "a", 1, "");
  const mark = queue.mark("i", true, 2, "");
  assert.deepEqual([mark.epoch, mark.seq, mark.marked, mark.response], [2, 6, true, null]);
  assert.equal(queue.unsent, 2);
});

test("the candidate goes on at the question that was touched last, in whichever epoch", () => {
  const at = (epoch, seq) => ({ response: null, epoch, seq });
  assert.equal(lastTouched({ i: at(1, 9), j: at(2, 1) }, { k: at(1, 30) }), "j");
  assert.equal(lastTouched({ i: at(1, 9) }, { k: at(1, 30) }), "k");
  assert.equal(lastTouched({}, {}), undefined);
});

test("what earlier pages have brought since is news once, also when this page knew of some", () => {
  const queue = new AnswerQueue(3, 0);
  assert.deepEqual([{ 3: 4 }, { 1: 2, 3: 4 }, { 1: 2, 2: 0, 3: 5 }, { 1: 2, 2: 1 }, { 1: 2, 2: 1 }].map((told) => queue.hasNews(told)), [false, true, false, true, false]);
});

test("of the answers on a page, those at the server count or wait, and those on their way are neither", () => {
  const queue = new AnswerQueue(1, 0);
  const [first, second, third] = ["i", "j", "k"].map((item) => queue.add(item, "a", 0, ""));
  queue.confirm([first, second], { 1: 2 });
  assert.deepEqual(queue.standing([first, second, third]), { kept: 2, held: 0 });
  queue.hold([[1, 2]]);
  assert.deepEqual(queue.standing([first, second, third]), { kept: 1, held: 1 });
  queue.confirm([third], { 1: 3 });
  queue.hold([], true);
  assert.deepEqual(queue.standing([first, second, third]), { kept: 3, held: 0 }, "somebody let it count");
});
