// The reader's keys: a press while the next page is on its way is done there, once, after it was seen; never an approval.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

/** @type {any} */
let ReadingKeys;
/** @type {Map<string, string>} */
const kept = new Map();
const storage = {
  getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
  setItem: (/** @type {string} */ name, /** @type {string} */ value) => void kept.set(name, value),
  removeItem: (/** @type {string} */ name) => void kept.delete(name),
};
class HTMLElement {}
Object.assign(globalThis, {
  HTMLElement,
  CSS: { escape: (/** @type {string} */ text) => text },
  window: { addEventListener() {} },
  document: { addEventListener() {}, removeEventListener() {} },
  localStorage: { getItem: () => null, setItem() {}, removeItem() {} },
  sessionStorage: storage,
  customElements: { define: (/** @type {string} */ _name, /** @type {any} */ made) => void (ReadingKeys = made) },
});
await import("../../static/js/authoring/reading-keys.js");

beforeEach(() => kept.clear());

/** A page comes; returned are what was clicked on it and a way to press keys. */
function page({ isRefused = false } = {}) {
  /** @type {string[]} */
  const done = [];
  /** @type {Record<string, (event: any) => void>} */
  const acts = {};
  const ways = Object.fromEntries(
    ["n", "a", "j"].map((key) => [`[data-key="${key}"]`, Object.assign(new HTMLElement(), { click: () => void done.push(key) })]),
  );
  const note = Object.assign(new HTMLElement(), { focus() {} });
  const tick = { checked: true, addEventListener() {} };
  /** @type {Record<string, any>} */
  const found = { ...ways, textarea: note, "[data-letters]": tick, "[role=alert]": isRefused ? {} : null };
  const element = Object.assign(new ReadingKeys(), {
    addEventListener: (/** @type {string} */ name, /** @type {(event: any) => void} */ act) => void (acts[name] = act),
    querySelector: (/** @type {string} */ what) => found[what] ?? null,
  });
  element.connectedCallback();
  const press = (/** @type {string} */ key, more = {}) =>
    element.press({ key, target: { closest: () => null }, preventDefault() {}, ...more });
  return { done, press, acts, note };
}

/** @param {any} timers */
function withTimers(timers) {
  timers.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1000 });
  return timers.mock.timers;
}

test("presses that come too quickly are done on the pages that follow, each after it was seen", (context) => {
  const timers = withTimers(context);
  const first = page();
  for (const _press of [1, 2, 3]) first.press("n");
  assert.deepEqual(first.done, ["n"], "the page is left once");
  const second = page();
  timers.tick(399);
  assert.deepEqual(second.done, []);
  timers.tick(1);
  assert.deepEqual(second.done, ["n"]);
  const third = page();
  timers.tick(400);
  assert.deepEqual(third.done, ["n"]);
  const fourth = page();
  timers.tick(1000);
  assert.deepEqual(fourth.done, [], "three presses are three pages");
});

test("an approval is never carried to a question that nobody has seen", (context) => {
  const timers = withTimers(context);
  const first = page();
  first.press("n");
  first.press("a");
  const second = page();
  timers.tick(1000);
  assert.deepEqual(second.done, []);
  second.press("a");
  assert.deepEqual(second.done, ["a"]);
});

test("a key that is held down is one press", () => {
  const first = page();
  first.press("n");
  first.press("n", { repeat: true });
  assert.equal(kept.size, 0);
});

test("who writes a note, meets a refusal or comes back later is not led away", (context) => {
  const timers = withTimers(context);
  const start = () => {
    const first = page();
    first.press("n");
    first.press("n");
  };
  start();
  const writing = page();
  writing.acts.focusin({ target: writing.note });
  timers.tick(1000);
  assert.deepEqual(writing.done, []);
  start();
  const refused = page({ isRefused: true });
  timers.tick(1000);
  assert.deepEqual(refused.done, []);
  start();
  timers.tick(6000);
  const late = page();
  timers.tick(1000);
  assert.deepEqual(late.done, []);
});
