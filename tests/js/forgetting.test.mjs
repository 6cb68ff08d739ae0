// What was kept for the person before goes also where the browser denies a part of its storage.
import assert from "node:assert/strict";
import { test } from "node:test";

import { forget } from "../../static/js/exam/forgetting.js";
import { KEPT_DATABASES } from "../../static/js/exam/store.js";

const denied = () => {
  throw new DOMException("denied", "SecurityError");
};

/** A browser of which every store but the denied ones is there; answers what was forgotten. */
function browser(...without) {
  const gone = [];
  const stores = {
    localStorage: { clear: () => gone.push("local") },
    sessionStorage: { clear: () => gone.push("session") },
    caches: { keys: async () => ["pages"], delete: async (name) => gone.push(name) },
    indexedDB: { databases: async () => ["notes", ...KEPT_DATABASES].map((name) => ({ name })), deleteDatabase: (name) => gone.push(name) },
  };
  for (const [name, store] of Object.entries(stores)) {
    Object.defineProperty(globalThis, name, { get: without.includes(name) ? denied : () => store, configurable: true });
  }
  return gone;
}

test("everything is forgotten but sealed records", async () => {
  const gone = browser();
  await forget();
  assert.deepEqual(gone, ["local", "session", "pages", "notes"]);
});

for (const store of ["localStorage", "sessionStorage", "caches", "indexedDB"]) {
  test(`where ${store} is denied the others are forgotten all the same`, async () => {
    const gone = browser(store);
    await forget();
    assert.equal(gone.length, 3);
  });
}
