// The list of people to choose from: what the server said of a choice stays until somebody chooses anew.
import assert from "node:assert/strict";
import { test } from "node:test";

/** @type {any} */
let TickAll;
class HTMLButtonElement {
  constructor(/** @type {string} */ value) {
    this.value = value;
  }

  closest() {
    return this;
  }
}
Object.assign(globalThis, {
  HTMLElement: class {},
  HTMLButtonElement,
  customElements: { define: (/** @type {string} */ _name, /** @type {any} */ made) => void (TickAll = made) },
});
await import("../../static/js/tick-all.js");

/** @param {boolean[]} ticks @param {number} [carried] how many were chosen on other pages */
function list(ticks, carried = 0) {
  const boxes = ticks.map((checked) => ({ checked, removeAttribute() {} }));
  const told = { textContent: "" };
  const fault = { words: "Look at the list", replaceChildren: () => void (fault.words = "") };
  /** @type {Record<string, (event: any) => void>} */
  const acts = {};
  /** @type {Record<string, any[]>} */
  const found = {
    "input[type=checkbox]": boxes,
    "[data-elsewhere] input": Array(carried).fill({}),
    ".w-field__errors": [fault],
    ".w-field--error": [],
  };
  const elsewhere = { remove: () => void (found["[data-elsewhere] input"] = []) };
  const element = Object.assign(new TickAll(), {
    dataset: { words: "#" },
    addEventListener: (/** @type {string} */ name, /** @type {(event: any) => void} */ act) => void (acts[name] = act),
    querySelector: (/** @type {string} */ what) => (what === "output" ? told : elsewhere),
    querySelectorAll: (/** @type {string} */ what) => found[what],
  });
  element.connectedCallback();
  return { boxes, told, fault, acts };
}

test("what the server said is there to be read when the page comes with a box ticked", () => {
  const { told, fault } = list([true, false]);
  assert.equal(told.textContent, "1");
  assert.equal(fault.words, "Look at the list");
});

test("it is over when somebody is chosen anew", () => {
  const { told, fault, acts, boxes } = list([true, false]);
  boxes[1].checked = true;
  acts.change({});
  assert.equal(told.textContent, "2");
  assert.equal(fault.words, "");
});

test("it is over when all are chosen by the button, and stays when nobody is", () => {
  for (const [value, words] of [["all", ""], ["none", "Look at the list"]]) {
    const { fault, acts } = list([true, false]);
    acts.click({ target: new HTMLButtonElement(value), preventDefault() {} });
    assert.equal(fault.words, words);
  }
});

test("who was chosen on another page counts until nobody is chosen, and all chooses those of this page", () => {
  const { told, acts } = list([true, false], 3);
  assert.equal(told.textContent, "4");
  acts.click({ target: new HTMLButtonElement("all"), preventDefault() {} });
  assert.equal(told.textContent, "5");
  acts.click({ target: new HTMLButtonElement("none"), preventDefault() {} });
  assert.equal(told.textContent, "0");
});
