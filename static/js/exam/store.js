// The database in which a machine keeps sealed records of examinations. Under [attempt, epoch, number] stands a sealed
// event, number 0 is the page's own note; [attempt, "check"] holds what an invigilator's code is compared with, and
// [attempt, "refused", epoch, number] an event that can never count; [attempt, "away"] says of which an invigilator has a
// file. What stands in the keys is no secret.

// Answers of candidates, which the next terminal start delivers; marks of assessors have a database of their own, and so
// has the mark by which the check page knows whether a machine forgets. None of them goes at a sign-in.
const DATABASE = "exam-journal";
export const MARKING_DATABASE = "marking-journal";
export const CHECK_DATABASE = "terminal-check";
// Marks of registers that an instructor made while the network was gone.
export const REGISTER_DATABASE = "register-journal";
// Photos of work that an assessor took while the network was gone.
export const PHOTO_DATABASE = "photo-outbox";
// Calls and visits that an officer wrote down while the network was gone.
export const FOLLOW_UP_DATABASE = "follow-up-outbox";
export const KEPT_DATABASES = [DATABASE, MARKING_DATABASE, CHECK_DATABASE, REGISTER_DATABASE, PHOTO_DATABASE, FOLLOW_UP_DATABASE];
const STORE = "records";

/** @typedef {{ nonce: Uint8Array<ArrayBuffer>, data: ArrayBuffer }} Sealed */
/** @typedef {Sealed & { attempt: string, epoch: number, seq: number }} SealedRecord */

/** @typedef {{ salt: string, rounds: number, check: string }} Check */

/** Browsers seal on https and on the machine itself only; elsewhere nothing is kept: plain answers never are. */
export function canKeep() {
  return Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);
}

/** @param {string} [name] @returns {Promise<IDBDatabase>} */
export function openStore(name = DATABASE) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => void request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

/**
 * Run requests and wait until their transaction is on the disk, not only in a buffer.
 * @template T
 * @param {IDBDatabase} database @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} act the
 * last request, whose result is returned
 * @returns {Promise<T>}
 */
export function inStore(database, mode, act) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const request = act(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Everything of one attempt. @param {string} attempt */
export const rangeOf = (attempt) => IDBKeyRange.bound([attempt], [attempt, []]);

/** The sealed records of one attempt, the notes included. @param {string} attempt */
const sealedOf = (attempt) => IDBKeyRange.bound([attempt, 0], [attempt, Infinity, Infinity]);

/** @param {IDBDatabase} database @param {string} attempt @returns {Promise<SealedRecord[]>} */
export async function sealedRecords(database, attempt) {
  const range = sealedOf(attempt);
  const keys = /** @type {[string, number, number][]} */ (await inStore(database, "readonly", (store) => store.getAllKeys(range)));
  const values = await inStore(database, "readonly", (store) => store.getAll(range));
  return keys.map(([, epoch, seq], place) => ({ attempt, epoch, seq, ...values[place] }));
}

/** @param {IDBDatabase} database @returns {Promise<string[]>} the attempts of which this machine holds anything */
export async function keptAttempts(database) {
  const keys = /** @type {string[][]} */ (await inStore(database, "readonly", (store) => store.getAllKeys()));
  return [...new Set(keys.map(([attempt]) => attempt ?? ""))];
}

/** @param {IDBDatabase} database @param {string} attempt @returns {Promise<SealedRecord[]>} events that the server will not take */
export async function refusedRecords(database, attempt) {
  const range = IDBKeyRange.bound([attempt, "refused"], [attempt, "refused", []]);
  const keys = /** @type {[string, string, number, number][]} */ (await inStore(database, "readonly", (store) => store.getAllKeys(range)));
  const values = await inStore(database, "readonly", (store) => store.getAll(range));
  return keys.map(([, , epoch, seq], place) => ({ attempt, epoch, seq, ...values[place] }));
}

/** @param {IDBDatabase} database @param {string} attempt @param {Check} check */
export const keepCheck = (database, attempt, check) => inStore(database, "readwrite", (store) => store.put(check, [attempt, "check"]));

/** @param {IDBDatabase} database @param {string} attempt @returns {Promise<Check | undefined>} */
export const checkOf = (database, attempt) => inStore(database, "readonly", (store) => store.get([attempt, "check"]));

/** @param {{ epoch: number, seq: number }} record */
export const placeOf = ({ epoch, seq }) => `${epoch}/${seq}`;

/** An invigilator said that these are on a stick as a file: that the server does not take them is no news any more. They stay. @param {IDBDatabase} database @param {string} attempt @param {SealedRecord[]} records */
export const putAway = (database, attempt, records) => inStore(database, "readwrite", (store) => store.put(records.map(placeOf), [attempt, "away"]));

/** @param {IDBDatabase} database @param {string} attempt @returns {Promise<string[]>} the places of what an invigilator has as a file */
export const awayOf = async (database, attempt) => (await inStore(database, "readonly", (store) => store.get([attempt, "away"]))) ?? [];

/** Set an event aside that can never count, so that no page shows it as an answer; it stays here. @param {IDBDatabase} database @param {SealedRecord} record */
export function setAside(database, { attempt, epoch, seq, nonce, data }) {
  return inStore(database, "readwrite", (store) => {
    store.put({ nonce, data }, [attempt, "refused", epoch, seq]);
    return store.delete([attempt, epoch, seq]);
  });
}

/** @param {IDBDatabase} database @param {string} attempt */
export const eraseAttempt = (database, attempt) => inStore(database, "readwrite", (store) => store.delete(rangeOf(attempt)));

/**
 * Erase an attempt of which the server has these records; not when another page wrote one more meanwhile.
 * @param {IDBDatabase} database @param {string} attempt @param {SealedRecord[]} delivered
 */
export function eraseDelivered(database, attempt, delivered) {
  const places = new Set(delivered.map(placeOf));
  return inStore(database, "readwrite", (store) => {
    const found = store.getAllKeys(sealedOf(attempt));
    found.onsuccess = () => {
      const keys = /** @type {[string, number, number][]} */ (found.result);
      if (keys.every(([, epoch, seq]) => places.has(placeOf({ epoch, seq })))) store.delete(rangeOf(attempt));
    };
    return found;
  });
}
