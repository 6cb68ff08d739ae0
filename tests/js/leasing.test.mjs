// Asking for the lease until it is given: only the request that got it tells the time.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ExamClock } from "../../static/js/exam/clock.js";
import { signedOut, takeLease } from "../../static/js/exam/leasing.js";
import { ServerError } from "../../static/js/exam/server.js";

const MINUTE = 60_000;
const clicks = [];
/** A node that remembers what it was made of. */
const node = (tag) => ({
  tag,
  attributes: {},
  children: [],
  setAttribute(name, value) {
    this.attributes[name] = value;
  },
  append(...children) {
    this.children.push(...children);
  },
  addEventListener: (_name, act) => tag === "button" && clicks.push(act),
});
globalThis.document = { createElement: node };
const words = { say: (key) => key };
const dialog = { open: false, close: () => void (dialog.open = false) };
const at = (minutes) => new Date(minutes * MINUTE).toISOString();

test("waiting five minutes for another seat takes nothing from the countdown", async (context) => {
  let now = 0;
  context.mock.method(performance, "now", () => now);
  const script = [new ServerError(409, "exams.attempt.seat_in_use", "wait"), new ServerError(0, "network", "")];
  const told = [];
  const page = {
    server: {
      field: { value: "csrf" },
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
      field: { value: "csrf" },
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
    view: { message: () => {}, dialog },
  };
  assert.equal(await takeLease({ ...page, words, data: {} }), null);
});

test("whoever waits for a seat can sign out there and then, or go back to the waiting room", async () => {
  const told = [];
  const script = [new ServerError(409, "exams.attempt.seat_in_use", "wait")];
  const page = {
    server: {
      field: { value: "csrf" },
      async takeLease() {
        const refusal = script.shift();
        if (refusal) throw refusal;
        return { server_time: at(2), deadline: at(12) };
      },
    },
    view: { message: (message) => told.push(message) },
    words,
    data: { waiting: "/waiting", signOut: "/sign-out" },
  };
  await takeLease(page, async () => {});
  const [back, form] = told[0].actions;
  assert.equal(back.attributes.href, "/waiting");
  assert.deepEqual([form.tag, form.attributes.method, form.attributes.action], ["form", "post", "/sign-out"]);
  const [token, button] = form.children;
  assert.deepEqual([token.attributes.name, token.attributes.value], ["csrfmiddlewaretoken", "csrf"]);
  assert.deepEqual([button.attributes.type, button.children], ["submit", ["sign_out"]]);
});

test("whoever is signed out is led to the sign-in, unless leaving the page would lose answers", () => {
  const told = [];
  dialog.open = true;
  const page = { view: { message: (message) => told.push(message), dialog }, words, data: { signIn: "/sign-in?next=/paper" } };
  signedOut(page, true);
  assert.equal(dialog.open, false, "the way there must not lie behind the dialog of a hand-in");
  signedOut(page, false);
  assert.deepEqual(told.map((message) => [message.title, message.text, message.actions.length]), [
    ["signed_out_title", "signed_out_kept", 1],
    ["signed_out_title", "signed_out", 0],
  ]);
  assert.equal(told[0].actions[0].attributes.href, "/sign-in?next=/paper");
});
