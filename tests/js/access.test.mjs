// Somebody signs in anew, out, or as another person while the paper is open: what is sent, what is said, what goes on.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Access } from "../../static/js/exam/access.js";
import { AnswerQueue } from "../../static/js/exam/queue.js";
import { Sender } from "../../static/js/exam/sender.js";
import { ExamServer, ServerError } from "../../static/js/exam/server.js";

globalThis.document = { createElement: () => ({ setAttribute() {}, append() {} }) };

const taken = { acknowledged: { 1: 1 }, missing: {}, held: [], server_time: "", deadline: null, state: "in_progress", lease: "live" };

/** A server with one session; it takes what comes with the session's token. */
function serving({ token = "new", renewal = { status: 200, content: { token, seat: "own" } } } = {}) {
  const asked = [];
  globalThis.fetch = async (address, { method, headers }) => {
    asked.push(`${method} ${address}`);
    const isKnown = headers["X-CSRFToken"] === token;
    const { status, content } = address.endsWith("/token") ? renewal : isKnown ? { status: 200, content: taken } : { status: 403, content: { code: "core.csrf" } };
    return { ok: status === 200, status, json: async () => content };
  };
  return asked;
}

function aPage({ durable = true } = {}) {
  const told = [];
  const field = { value: "old" };
  const sheet = { locked: false, paused: false };
  const page = {
    told,
    field,
    sheet,
    server: new ExamServer("", field),
    words: { say: (key) => key },
    data: {},
    journal: { durable },
    queue: new AnswerQueue(1, 0),
    typing: { finish: () => told.push("typing kept") },
    view: { message: (message) => told.push(message?.title ?? ""), dialog: { close() {} } },
    stepBack: (why) => told.push(`back: ${why}`),
    draw: () => told.push(sheet.isOthers ? "hidden" : "shown"),
  };
  page.access = new Access(page);
  page.queue.add("one", true, 1, "");
  page.sender = new Sender(page.queue, page.server, { onReply: () => page.access.back(), onTrouble: (error) => page.access.lost(error), onChange() {} });
  page.sender.wake = () => {};
  return page;
}

test("who has signed in anew goes on: the page takes the new token and sends once more", async () => {
  const page = aPage();
  const asked = serving();
  await page.sender.send();
  assert.deepEqual(asked, ["POST /events", "GET /token", "POST /events"]);
  assert.equal(page.field.value, "new", "the forms of the page have it too");
  assert.deepEqual([page.queue.unsent, page.queue.refused.size, page.told.length], [0, 0, 0]);
});

test("a token that is refused again is not asked for without end", async () => {
  const page = aPage();
  const asked = serving({ token: "never", renewal: { status: 200, content: { token: "wrong", seat: "own" } } });
  await page.sender.send();
  assert.equal(asked.length, 3);
  assert.equal(page.queue.unsent, 1);
  assert.equal(page.queue.refused.size, 0);
});

test("while another person is signed in nothing is sent as theirs, nothing is refused and the questions are hidden", async () => {
  const page = aPage();
  const asked = serving({ renewal: { status: 404, content: { code: "exams.attempt.not_found" } } });
  await page.sender.send();
  assert.deepEqual(asked, ["POST /events", "GET /token"]);
  assert.deepEqual(page.told, ["other_person_title", "typing kept", "hidden"]);
  assert.deepEqual([page.sheet.locked, page.access.isOut, page.queue.unsent], [true, true, 1]);
  serving();
  await page.sender.send();
  assert.deepEqual(page.told.slice(3), ["", "shown"]);
  assert.deepEqual([page.sheet.locked, page.access.isOut, page.queue.unsent], [false, false, 0]);
});

test("what stood still before stands still when the candidate is back", () => {
  const page = aPage();
  page.sheet.locked = true;
  page.access.lost(new ServerError(404, "", ""));
  page.access.back();
  assert.equal(page.sheet.locked, true);
});

test("signed out it says so once more at each try, and takes it back when the server answers", async () => {
  const page = aPage();
  serving({ renewal: { status: 401, content: { code: "core.not_signed_in" } } });
  await page.sender.send();
  assert.deepEqual([page.told, page.queue.unsent], [["signed_out_title"], 1]);
  serving();
  await page.sender.send();
  assert.deepEqual([page.told, page.queue.unsent], [["signed_out_title", ""], 0]);
});

test("a new session that is another seat sends nothing that would wait for a decision, unless nothing else keeps it", async () => {
  const renewal = { status: 200, content: { token: "new", seat: "other" } };
  const page = aPage();
  serving({ renewal });
  await page.sender.send();
  assert.deepEqual([page.told, page.queue.unsent, page.access.isOut], [["back: anew"], 1, true]);
  const bare = aPage({ durable: false });
  serving({ renewal });
  await bare.sender.send();
  assert.deepEqual([bare.told, bare.queue.unsent], [[], 0]);
});

test("a server that is away, or that refuses an answer, says nothing of who is signed in", () => {
  const { access } = aPage();
  for (const error of [new ServerError(0, "network", ""), new ServerError(422, "exams.x", ""), new ServerError(403, "exams.browser", ""), new TypeError("x")]) {
    assert.equal(access.lost(error), false);
  }
});
