// What is sent without leaving the page: a part's mark, an answer of a mock examination.
import assert from "node:assert/strict";
import { test } from "node:test";

import { mark } from "../../static/js/learn/mark.js";
import { MockAnswer } from "../../static/js/mock-answer.js";

class Data {
  fields = new Map();
  set(/** @type {string} */ name, /** @type {string} */ value) {
    this.fields.set(name, value);
  }
  getAll() {
    return [...chosen];
  }
}

/** @type {string[]} */
let chosen = [];
class Holder {
  hidden = true;
}
Object.assign(globalThis, { FormData: Data, HTMLElement: Holder });

/** A form with a place for "the server is away". */
function aForm() {
  const away = new Holder();
  const button = { outerHTML: "old", focus() {} };
  const left = { times: 0 };
  const form = { action: "/there/", ariaBusy: null, querySelector: (/** @type {string} */ what) => (what === "button" ? button : away), submit: () => void (left.times += 1) };
  return { form: /** @type {any} */ (form), away, button, left };
}

/** The server's next answer. @param {object | null} answer */
function server(answer) {
  /** @type {any[]} */
  const sent = [];
  const fetch = async (/** @type {string} */ _url, /** @type {any} */ { body }) => {
    sent.push(Object.fromEntries(body.fields));
    if (!answer) throw new TypeError("away");
    return { ok: true, redirected: false, ...answer };
  };
  Object.assign(globalThis, { fetch });
  return sent;
}

test("a mark puts its new button in place, and says so when the server is away", async () => {
  const { form, away, button, left } = aForm();
  server(null);
  await mark(form, "1");
  assert.deepEqual([button.outerHTML, away.hidden], ["old", false]);
  const sent = server({ json: async () => ({ button: "new" }) });
  await mark(form, "1");
  assert.deepEqual([button.outerHTML, away.hidden, sent, left.times], ["new", true, [{ is_on: "1" }], 0]);
});

test("a mark of somebody signed out goes the way of the plain form", async () => {
  const { form, left } = aForm();
  server({ ok: false });
  await mark(form, "1");
  assert.equal(left.times, 1);
});

test("an answer stays where it is while the server is away, and leads on when it is kept", async () => {
  const { form, away, left } = aForm();
  /** @type {string[]} */
  const gone = [];
  chosen = [];
  const work = new MockAnswer(form, "[]", (address) => gone.push(address));
  assert.equal(work.isUnsaved, false);
  chosen = ["b"];
  server(null);
  await work.send("2");
  assert.deepEqual([gone, away.hidden, work.isUnsaved, left.times], [[], false, true, 0]);
  const sent = server({ json: async () => ({ location: "/next/" }) });
  await work.send("2");
  assert.deepEqual([gone, away.hidden, work.isUnsaved, sent], [["/next/"], true, false, [{ go: "2" }]]);
});

test("an answer of somebody signed out goes the way of the plain form", async () => {
  const { form, left } = aForm();
  chosen = ["b"];
  const work = new MockAnswer(form, "[]", () => assert.fail("nowhere to go"));
  server({ redirected: true });
  await work.send("2");
  assert.equal(left.times, 1);
});
