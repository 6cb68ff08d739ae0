// A draft that somebody held back is not sent: the answer to an earlier one says nothing of its words.
import assert from "node:assert/strict";
import { test } from "node:test";

const [page, top] = [new EventTarget(), new EventTarget()];
const editor = { initialFormData: "summary=", formData: "summary=", check() {}, setInitialFormData() {} };
class Element {
  closest() {
    return form;
  }
}
const form = /** @type {any} */ (new Element());
const app = { getControllerForElementAndIdentifier: () => editor };
Object.assign(globalThis, { Element, document: page, window: Object.assign(top, { wagtail: { app } }) });
await import("../../static/js/authoring/first-and-last-words.js");

/** As an event of the form comes by: at the page, then above it. @param {string} name @param {boolean} isHeldBack */
function say(name, isHeldBack = false) {
  for (const place of [page, top]) {
    const event = new Event(name, { cancelable: true });
    Object.defineProperty(event, "target", { value: form });
    if (isHeldBack) event.preventDefault();
    place.dispatchEvent(event);
  }
}

/** What the editor compares with, as far as the server is known to hold it. */
function known() {
  say("w-unsaved:watch-edits");
  return editor.initialFormData;
}

test("what was sent is what the server holds, whatever was written since", () => {
  editor.formData = "summary=sent";
  say("w-autosave:save");
  editor.formData = "summary=sent+and+more";
  say("w-autosave:success");
  assert.equal(known(), "summary=sent");
});

test("what was held back is not what the server holds", () => {
  editor.formData = "summary=first";
  say("w-autosave:save");
  editor.formData = "summary=held+back";
  say("w-autosave:save", true);
  say("w-autosave:success");
  assert.equal(known(), "summary=first");
});
