// What is written on a page whose session ended is never called saved, whatever the sign-in page answers.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sendKept } from "../../static/js/kept-answer.js";

globalThis.location = { href: "/here" };
const body = () => ({});
const page = (token) => ({ querySelector: () => ({ value: token }) });
const answers = (context, ...all) => context.mock.method(globalThis, "fetch", async () => all.shift());
const json = (status, content, more = {}) => ({ ok: status < 300, status, json: async () => content, ...more });

test("a sign-in page that can be read as an answer is none", async (context) => {
  answers(context, json(200, { form: {}, html: "" }, { redirected: true }));
  const outcome = await sendKept([{ value: "old" }], body);
  assert.deepEqual(outcome, { told: null, isKept: false, isSignedOut: true });
});

test("an answer without a word of saving is not kept", async (context) => {
  answers(context, json(200, {}));
  assert.equal((await sendKept([{ value: "old" }], body)).isKept, false);
});

test("who signed in anew sends once more with the token of the page as it is now", async (context) => {
  globalThis.DOMParser = class { parseFromString = (text) => page(text); };
  const asked = answers(context, json(403, null), { ok: true, status: 200, text: async () => "new" }, json(200, { saved: "Saved" }));
  const token = { value: "old" };
  assert.equal((await sendKept([token], body)).isKept, true);
  assert.equal(token.value, "new");
  assert.equal(asked.mock.callCount(), 3);
});

test("a refusal stays one where the page is another person's", async (context) => {
  answers(context, json(403, null), { ok: false, status: 404 });
  assert.equal((await sendKept([{ value: "old" }], body)).isKept, false);
});

test("who is signed out is told so, also where the token went with the session", async (context) => {
  answers(context, json(403, null), { ok: true, status: 200, redirected: true });
  const outcome = await sendKept([{ value: "old" }], body);
  assert.deepEqual(outcome, { told: null, isKept: false, isSignedOut: true });
});
