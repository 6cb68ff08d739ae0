// The second copy on this machine: every event is written here before it is sent, and stays until the receipt.
// Records are sealed with AES-GCM under the attempt's key, which only the owner of the attempt gets from the server
// and which is held in memory only: the next person at this machine finds nothing readable.
// Browsers offer this on https and on the machine itself only; elsewhere the journal lives in memory and says so.

const DATABASE = "exam-journal";
const STORE = "records";

/** @typedef {import("./types.js").NumberedEvent} NumberedEvent */

/**
 * @typedef {object} Journal
 * @property {boolean} durable whether records survive the page
 * @property {(event: NumberedEvent) => Promise<void>} write
 * @property {() => Promise<NumberedEvent[]>} read
 * @property {(flags: string[]) => Promise<void>} writeFlags which items the candidate marked for later
 * @property {() => Promise<string[]>} readFlags
 * @property {() => Promise<void>} erase
 */

/** @returns {Journal} */
export function memoryJournal() {
  /** @type {NumberedEvent[]} */
  let events = [];
  /** @type {string[]} */
  let marked = [];
  return {
    durable: false,
    write: async (event) => void events.push(event),
    read: async () => [...events],
    writeFlags: async (flags) => void (marked = flags),
    readFlags: async () => marked,
    erase: async () => void (events = []),
  };
}

/**
 * Open the sealed journal of an attempt, or one in memory where the browser cannot seal or store.
 * @param {string} attempt @param {string} keyHex
 * @returns {Promise<Journal>}
 */
export async function openJournal(attempt, keyHex) {
  try {
    if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return memoryJournal();
    return sealedJournal(attempt, await importKey(keyHex), await openDatabase());
  } catch {
    return memoryJournal();
  }
}

/** @param {string} attempt @param {CryptoKey} key @param {IDBDatabase} database @returns {Journal} */
function sealedJournal(attempt, key, database) {
  const mine = recordsOf(attempt);
  const events = IDBKeyRange.bound([attempt, 0], [attempt, Infinity, Infinity]);
  const flagsAt = [attempt, "flags"];
  return {
    durable: true,
    async write(event) {
      const sealed = await seal(key, event);
      await inStore(database, "readwrite", (store) => store.put(sealed, [attempt, event.epoch, event.seq]));
    },
    async read() {
      const records = await inStore(database, "readonly", (store) => store.getAll(events));
      const opened = await Promise.all(records.map((/** @type {Sealed} */ record) => open(key, record).catch(() => null)));
      return opened.filter((event) => event !== null);
    },
    async writeFlags(flags) {
      const sealed = await seal(key, flags);
      await inStore(database, "readwrite", (store) => store.put(sealed, flagsAt));
    },
    async readFlags() {
      const record = await inStore(database, "readonly", (store) => store.get(flagsAt));
      return record ? open(key, record).catch(() => []) : [];
    },
    async erase() {
      await inStore(database, "readwrite", (store) => store.delete(mine));
    },
  };
}

/** @param {string} attempt */
const recordsOf = (attempt) => IDBKeyRange.bound([attempt], [attempt, []]);

/** @typedef {{ nonce: Uint8Array<ArrayBuffer>, data: ArrayBuffer }} Sealed */

/** @param {CryptoKey} key @param {unknown} value @returns {Promise<Sealed>} */
export async function seal(key, value) {
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { nonce, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, plain) };
}

/** @param {CryptoKey} key @param {Sealed} sealed @returns {Promise<any>} */
export async function open(key, sealed) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.nonce }, key, sealed.data);
  return JSON.parse(new TextDecoder().decode(plain));
}

/** @param {string} hex @returns {Promise<CryptoKey>} */
export function importKey(hex) {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => void request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

/**
 * Run one request and wait until its transaction is on the disk, not only in a buffer.
 * @template T
 * @param {IDBDatabase} database @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T>}
 */
function inStore(database, mode, act) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const request = act(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}
