// The page goes: what is being typed is numbered and sent before, and a browser is asked only where nothing else keeps it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { watchLeaving } from "../../static/js/exam/leaving.js";
import { AnswerQueue } from "../../static/js/exam/queue.js";
import { Sender } from "../../static/js/exam/sender.js";
import { Tools } from "../../static/js/exam/tools.js";

/** A page of which one can be told that it is hidden, about to go, or goes. */
function aPage({ durable = true } = {}) {
  const heard = {};
  globalThis.document = { visibilityState: "visible", addEventListener: (name, act) => void (heard[name] = act) };
  globalThis.addEventListener = (name, act) => void (heard[name] = act);
  const queue = new AnswerQueue(1, 0);
  const sent = [];
  const server = { save: async (_epoch, events, isLast = false) => (sent.push([events.map((one) => one.seq), isLast]), new Promise(() => {})) };
  const sender = new Sender(queue, server, { onReply() {}, onTrouble() {}, onChange() {} });
  sender.wake = () => void sender.send();
  const typing = {
    isOpen: false,
    finish() {
      if (this.isOpen) queue.add("one", "words", 1, "");
      this.isOpen = false;
    },
  };
  watchLeaving({ typing, sender, queue, journal: { durable } });
  let isStopped = false;
  const tell = (name) => heard[name]({ preventDefault: () => (isStopped = true) });
  return { typing, queue, sent, tell, isAsked: () => isStopped };
}

test("a page that is about to go sends what is being typed, and again for the browser to bring", () => {
  const page = aPage();
  page.typing.isOpen = true;
  page.tell("beforeunload");
  assert.deepEqual(page.sent, [[[1], false]]);
  page.tell("pagehide");
  assert.deepEqual(page.sent, [[[1], false], [[1], true]], "the answer is not there yet: the request may end with the page");
  assert.equal(page.isAsked(), false, "this machine has it");
});

test("a page out of sight keeps what is being typed; one that is seen again does nothing", () => {
  const page = aPage();
  page.typing.isOpen = true;
  page.tell("visibilitychange");
  assert.equal(page.typing.isOpen, true);
  document.visibilityState = "hidden";
  page.tell("visibilitychange");
  assert.deepEqual([page.typing.isOpen, page.sent.length], [false, 1]);
});

test("who leaves is asked only where this machine keeps nothing, and what is being typed counts", () => {
  const page = aPage({ durable: false });
  page.tell("beforeunload");
  assert.equal(page.isAsked(), false);
  page.typing.isOpen = true;
  page.tell("beforeunload");
  assert.equal(page.isAsked(), true);
});

test("a page with nothing to send sends nothing when it goes", () => {
  const page = aPage();
  page.tell("beforeunload");
  page.tell("pagehide");
  assert.deepEqual(page.sent, []);
});

test("a setting that the server refuses for its token is sent once more with a new one", async (context) => {
  const csrf = { token: "old" };
  globalThis.FormData = class extends Map {
    constructor(form) {
      super([["token", form.token]]);
    }
  };
  const asked = [];
  context.mock.method(globalThis, "fetch", async (_address, { body }) => {
    asked.push(Object.fromEntries(body));
    return { status: body.get("token") === "old" ? 403 : 0 };
  });
  const tools = new Tools(csrf, {}, () => {}, async () => void (csrf.token = "new"));
  tools.keep("/language/", "language", "en");
  await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual(asked, [{ token: "old", language: "en" }, { token: "new", language: "en" }]);
  tools.keep("/language/", "language", "zh-hans");
  await new Promise((done) => setTimeout(done, 5));
  assert.equal(asked.length, 3);
});

test("that this machine keeps nothing is said again whenever nothing else is to be said", async () => {
  class Node {
    children = [];
    setAttribute() {}
    append(...nodes) {
      this.children.push(...nodes);
    }
    replaceChildren(...nodes) {
      this.children = nodes;
    }
    get textContent() {
      return this.children.map((one) => one.textContent ?? one).join("");
    }
  }
  globalThis.HTMLElement = Node;
  globalThis.document = { createElement: () => new Node() };
  const { View } = await import("../../static/js/exam/view.js");
  const place = new Node();
  const view = new View({ querySelector: () => place }, { say: (word) => word }, {});
  view.message(null);
  assert.equal(place.textContent, "");
  view.lasting = { kind: "warning", title: "not_secure" };
  view.message({ kind: "info", title: "paused_title" });
  assert.equal(place.textContent, "paused_title");
  view.message(null);
  assert.equal(place.textContent, "not_secure");
});
