// A connection that hangs, as where a switch lost its power: it is a failure after a while, and nothing waits behind it.
import assert from "node:assert/strict";
import { test } from "node:test";

const elements = {};
globalThis.HTMLElement = class {};
globalThis.customElements = { define: (name, made) => void (elements[name] = made) };
globalThis.location = { href: "/here" };
globalThis.FormData = class { append() {} };

/** A network on which every request hangs until its own time limit ends it. */
function hangingNetwork(context) {
  const asked = [];
  const limits = [];
  context.mock.method(AbortSignal, "timeout", () => {
    const limit = new AbortController();
    limits.push(limit);
    return limit.signal;
  });
  context.mock.method(globalThis, "fetch", (_address, { signal } = {}) => {
    asked.push(signal);
    return new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  });
  return { asked, giveUp: () => limits.splice(0).forEach((limit) => limit.abort(new Error("too long"))) };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

test("a keyed answer that hangs is said not to be kept, and the next one is sent", async (context) => {
  const network = hangingNetwork(context);
  await import("../../static/js/paper-keying.js");
  const said = [];
  const keying = Object.assign(new elements["paper-keying"](), {
    form: { elements: { namedItem: () => ({ value: "token" }) } },
    say: (field, _told, isKept) => said.push([field.name, isKept]),
  });
  const question = (name) => ({ name, querySelectorAll: () => [{ name, value: "A", defaultValue: "" }] });
  for (const name of ["q-1", "q-2"]) keying.queue(question(name));
  await soon();
  network.giveUp();
  await soon();
  assert.deepEqual(said, [["q-1", false]]);
  assert.equal(network.asked.length, 2);
});

test("a mark by hand that hangs is said not to be kept, and the next one is sent", async (context) => {
  const network = hangingNetwork(context);
  await import("../../static/js/handmarking.js");
  const said = [];
  const marking = Object.assign(new elements["hand-marking"](), { dataset: {}, say: (form, _words, isKept) => said.push([form.name, isKept]) });
  for (const name of ["one", "two"]) {
    const fields = { marks: { value: "3", validity: {} }, comment: { value: "" }, client_key: {}, csrfmiddlewaretoken: { value: "token" } };
    const form = { name, elements: { namedItem: (of) => fields[of] } };
    marking.forms.set(form, { saved: "", tried: "" });
    void marking.save(form);
  }
  await soon();
  network.giveUp();
  await soon();
  assert.deepEqual(said, [["one", false]]);
  assert.equal(network.asked.length, 2);
});

test("a map of the room that gets no answer says so, and asks again", async (context) => {
  const network = hangingNetwork(context);
  const notice = { hidden: true, querySelector: () => null };
  const part = { dataset: { live: "0.001" }, innerHTML: "" };
  globalThis.document = { querySelectorAll: () => [part], querySelector: () => notice };
  await import("../../static/js/live.js");
  for (let times = 0; times < 3; times += 1) {
    await soon();
    network.giveUp();
  }
  await soon();
  delete part.dataset.live; // it asks no more, so that this test ends
  network.giveUp();
  assert.equal(notice.hidden, false);
});
