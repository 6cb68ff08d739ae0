// Sending until the server has everything.
import assert from "node:assert/strict";
import { test } from "node:test";

import { AnswerQueue } from "../../static/js/exam/queue.js";
import { Sender, waitBefore } from "../../static/js/exam/sender.js";
import { ServerError } from "../../static/js/exam/server.js";

const reply = (acknowledged) => ({ acknowledged, missing: {}, held: [], server_time: "", deadline: null, state: "in_progress", lease: "live" });

/** A server that follows a script: an error to throw, or a function of the events. */
function scripted(...script) {
  const calls = [];
  return {
    calls,
    async save(epoch, events) {
      calls.push(events.map((e) => e.seq));
      const step = script.shift();
      if (step instanceof Error) throw step;
      return step ? step(epoch, events) : reply({ [epoch]: Math.max(...events.map((e) => e.seq)) });
    },
  };
}

function sending(queue, server) {
  const troubles = [];
  const sender = new Sender(queue, server, { onReply() {}, onTrouble: (error) => troubles.push(error.status), onChange() {} });
  sender.wake = () => {};
  return { sender, troubles };
}

function queueOf(count) {
  const queue = new AnswerQueue(1, 0);
  for (let n = 0; n < count; n += 1) queue.add(`item${n}`, "a", n, "");
  return queue;
}

test("nothing is forgotten while the answer of the server is missing", async () => {
  const queue = queueOf(2);
  const server = scripted(new ServerError(0, "network", ""), new ServerError(503, "core.busy", ""));
  const { sender, troubles } = sending(queue, server);
  await sender.send();
  await sender.send();
  assert.equal(queue.unsent, 2);
  await sender.send();
  assert.equal(queue.unsent, 0);
  assert.deepEqual(server.calls, [[1, 2], [1, 2], [1, 2]]);
  assert.deepEqual(troubles, [0, 503]);
});

test("what the server refuses as another page's stays unsaved, and is sent again", async () => {
  const queue = queueOf(2);
  const server = scripted(new ServerError(403, "exams.attempt.other_page", ""));
  const { sender, troubles } = sending(queue, server);
  await sender.send();
  assert.deepEqual([queue.unsent, queue.lacking, sender.isAway], [2, [], true]);
  await sender.send();
  assert.deepEqual([queue.unsent, server.calls, troubles], [0, [[1, 2], [1, 2]], [403]]);
});

test("two sends at once make one request", async () => {
  const queue = queueOf(1);
  const server = scripted();
  const { sender } = sending(queue, server);
  await Promise.all([sender.send(), sender.send()]);
  assert.equal(server.calls.length, 1);
});

test("an event that the server refuses does not hold up the others", async () => {
  const queue = queueOf(3);
  const no = (_epoch, events) => {
    if (events.some((e) => e.seq === 2)) throw new ServerError(422, "exams.events.unusable_response", "");
    return reply({ 1: 1 });
  };
  const { sender } = sending(queue, scripted(no, no, no, no, no, no));
  for (let round = 0; round < 6; round += 1) await sender.send();
  assert.equal(queue.unsent, 0);
  assert.deepEqual([...queue.refused.keys()], ["1.2"]);
});

test("being signed out refuses nothing: the events wait", async () => {
  const queue = queueOf(1);
  const { sender } = sending(queue, scripted(new ServerError(401, "core.not_signed_in", "")));
  await sender.send();
  assert.equal(queue.unsent, 1);
});

test("waits grow, stay below a limit, and differ from terminal to terminal", () => {
  const middle = (failures) => waitBefore(failures, () => 0.5);
  assert.ok(middle(1) < middle(2) && middle(2) < middle(3));
  assert.equal(middle(50), 8_000);
  assert.notEqual(waitBefore(3, () => 0), waitBefore(3, () => 1));
  assert.ok(waitBefore(1, () => 0) > 0);
});

test("a fault in showing does not stop the sending", async () => {
  const queue = queueOf(1);
  const { sender } = sending(queue, scripted(new ServerError(0, "network", "")));
  let woken = 0;
  sender.wake = () => void (woken += 1);
  sender.listener.onChange = () => {
    throw new Error("cannot draw");
  };
  await assert.rejects(sender.send());
  assert.equal(woken, 1);
});
