// The private note: what was written last is sent, also when somebody leaves while a save is on its way.
import assert from "node:assert/strict";
import { test } from "node:test";

/** @type {Record<string, (event?: any) => void>} */
const listeners = {};
Object.assign(globalThis, {
  document: { getElementById: () => null, querySelectorAll: () => [], querySelector: () => null, addEventListener() {} },
  addEventListener: (/** @type {string} */ name, /** @type {() => void} */ act) => void (listeners[name] = act),
  HTMLFormElement: class {},
});
const { autosave } = await import("../../static/js/learn/note.js");

test("who leaves while a save is on its way loses nothing", async () => {
  /** @type {string[]} */
  const sent = [];
  /** @type {Record<string, () => void>} */
  const typed = {};
  const text = { value: "", defaultValue: "", addEventListener: (/** @type {string} */ name, /** @type {() => void} */ act) => void (typed[name] = act) };
  const fields = { text, revision: { value: "0" } };
  const form = { action: "/note/", elements: { namedItem: (/** @type {"text"} */ name) => fields[name] }, querySelector: () => null, addEventListener() {} };
  Object.assign(globalThis, {
    FormData: class {
      said = text.value;
    },
    fetch: (/** @type {string} */ _url, /** @type {{ body: { said: string } }} */ { body }) => {
      sent.push(body.said);
      return new Promise(() => {}); // the line is slow
    },
  });
  autosave(/** @type {any} */ (form), 1);
  text.value = "先断电";
  typed.input();
  await new Promise((done) => setTimeout(done, 20));
  text.value = "先断电，再验电";
  typed.input();
  listeners.pagehide();
  await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(sent, ["先断电", "先断电，再验电"]);
});

test("what somebody wrote before the module ran is saved", async () => {
  /** @type {string[]} */
  const sent = [];
  const text = { value: "先断电", defaultValue: "", addEventListener() {} };
  const fields = { text, revision: { value: "0" } };
  const form = { action: "/note/", elements: { namedItem: (/** @type {"text"} */ name) => fields[name] }, querySelector: () => null, addEventListener() {} };
  Object.assign(globalThis, {
    FormData: class {
      said = text.value;
    },
    fetch: async (/** @type {string} */ _url, /** @type {{ body: { said: string } }} */ { body }) => {
      sent.push(body.said);
      return { ok: true, json: async () => ({ revision: 1, time: "", others: "" }) };
    },
  });
  autosave(/** @type {any} */ (form), 1);
  await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(sent, ["先断电"]);
});

test("a note that is not saved asks before the page goes, a saved one never", async () => {
  let isAway = true;
  const text = { value: "先断电", defaultValue: "", addEventListener() {} };
  const fields = { text, revision: { value: "0" } };
  const form = { action: "/note/", elements: { namedItem: (/** @type {"text"} */ name) => fields[name] }, querySelector: () => null, addEventListener() {} };
  Object.assign(globalThis, {
    FormData: class {},
    fetch: async () => (isAway ? Promise.reject(new Error("away")) : { ok: true, json: async () => ({ revision: 1, time: "", others: "" }) }),
  });
  const asks = () => {
    let asked = false;
    listeners.beforeunload({ preventDefault: () => void (asked = true) });
    return asked;
  };
  autosave(/** @type {any} */ (form), 1);
  assert.equal(asks(), true);
  await new Promise((done) => setTimeout(done, 20));
  assert.equal(asks(), true, "it could not be saved");
  isAway = false;
  listeners.pagehide();
  await new Promise((done) => setTimeout(done, 20));
  assert.equal(asks(), false);
});
