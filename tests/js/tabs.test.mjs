// What the tabs of a browser tell each other about idleness.
import assert from "node:assert/strict";
import test from "node:test";

globalThis.BroadcastChannel = /** @type {any} */ (class {
  static all = [];
  constructor() {
    this.constructor.all.push(this);
  }
  postMessage(data) {
    for (const other of this.constructor.all) if (other !== this) other.onmessage?.({ data });
  }
});
const { Tabs } = await import("../../static/js/tabs.js");

test("a tab without a room goes where another tab shows one", () => {
  const other = new Tabs("", () => {});
  const room = new Tabs("/room/", () => {});
  assert.equal(other.staying, "");
  room.tick();
  assert.deepEqual([room.staying, other.staying], ["/room/", "/room/"]);
});

test("what was heard holds while the machine sleeps, and not once the room's tab is gone", () => {
  const other = new Tabs("", () => {});
  new Tabs("/room/", () => {}).tick();
  other.tick();
  assert.equal(other.staying, "/room/");
  for (let ticks = 0; ticks < 150; ticks += 1) other.tick();
  assert.equal(other.staying, "");
});

test("a sign of life is told to the others, and is no page", () => {
  let heard = 0;
  const other = new Tabs("", () => (heard += 1));
  new Tabs("", () => {}).sayAlive();
  assert.deepEqual([heard, other.staying], [1, ""]);
});
