// Forgets what pages may have kept for the person before. Sealed records of examinations stay: they go when they have arrived.

import { KEPT_DATABASES } from "./store.js";

/** Each store by itself: a browser that denies one of them still has the others. */
export async function forget() {
  const stores = [() => localStorage.clear(), () => sessionStorage.clear(), forgetCaches, forgetDatabases];
  for (const clear of stores) {
    try {
      await clear();
    } catch {
      // Denied: no page could keep anything there either.
    }
  }
}

async function forgetCaches() {
  if (!globalThis.caches) return;
  await Promise.allSettled((await caches.keys()).map((name) => caches.delete(name)));
}

async function forgetDatabases() {
  for (const { name } of await indexedDB.databases()) if (name && !KEPT_DATABASES.includes(name)) indexedDB.deleteDatabase(name);
}
