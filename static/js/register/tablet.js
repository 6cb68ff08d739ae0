// Where a tablet keeps marks that the server has not confirmed: sealed under a key that only the instructor's own pages
// get, so that whoever takes the tablet next reads nothing. In the keys stand the session and the enrolment, no names.

import { importKey, open, seal } from "../exam/journal.js";
import { canKeep, inStore, openStore, REGISTER_DATABASE } from "../exam/store.js";

/** @typedef {import("./outbox.js").Held} Held */
/** @typedef {import("./outbox.js").Store & { durable: boolean, read: () => Promise<Record<string, Held>> }} Tablet */

/** @param {string} session */
const rangeOf = (session) => IDBKeyRange.bound([session], [session, []]);

/** @returns {Tablet} */
export function inMemory() {
  return { durable: false, put: async () => {}, remove: async () => {}, read: async () => ({}) };
}

/** Open what is kept of a session, in memory where the browser cannot seal. @param {string} session @param {string} key @returns {Promise<Tablet>} */
export async function openTablet(session, key) {
  try {
    if (!canKeep()) return inMemory();
    void navigator.storage?.persist?.().catch(() => false);
    const [own, database] = await Promise.all([importKey(key), openStore(REGISTER_DATABASE)]);
    return onDisk(session, own, database);
  } catch {
    return inMemory();
  }
}

/** @param {string} session @param {CryptoKey} own @param {IDBDatabase} database @returns {Tablet} */
function onDisk(session, own, database) {
  return {
    durable: true,
    put: async (person, held) => {
      const sealed = await seal(own, held);
      await inStore(database, "readwrite", (store) => store.put(sealed, [session, person]));
    },
    remove: async (person) => void (await inStore(database, "readwrite", (store) => store.delete([session, person]))),
    read: async () => {
      const keys = /** @type {[string, string][]} */ (await inStore(database, "readonly", (store) => store.getAllKeys(rangeOf(session))));
      const values = await inStore(database, "readonly", (store) => store.getAll(rangeOf(session)));
      const opened = await Promise.all(values.map((value) => open(own, value).catch(() => null)));
      return Object.fromEntries(keys.flatMap(([, person], place) => (opened[place] ? [[person, opened[place]]] : [])));
    },
  };
}

/** @returns {Promise<string[]>} the sessions of which this tablet holds marks */
export async function keptSessions() {
  if (!canKeep()) return [];
  const database = await openStore(REGISTER_DATABASE);
  const keys = /** @type {[string, string][]} */ (await inStore(database, "readonly", (store) => store.getAllKeys()));
  database.close();
  return [...new Set(keys.map(([session]) => session))];
}
