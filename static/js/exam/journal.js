// The second copy on this machine: every event is written here while it is sent, and stays until the receipt.
// Records are sealed with AES-GCM under the key of the lease, which only the page that holds the lease gets from the
// server and which is held in memory only: the next person at this machine finds nothing readable, and can write
// nothing that opens. Browsers offer this on https and on the machine itself only; elsewhere the journal lives in memory.

import { canKeep, inStore, keepCheck, openStore, sealedRecords } from "./store.js";

/** @typedef {import("./types.js").NumberedEvent} NumberedEvent */
/** @typedef {import("./store.js").Sealed} Sealed */

/**
 * @typedef {object} Journal
 * @property {boolean} durable whether records survive the page
 * @property {(event: NumberedEvent) => Promise<void>} write
 * @property {() => Promise<NumberedEvent[]>} read
 * @property {() => Promise<void>} writeNote proves, without an answer, that the page of this lease was on this machine
 */

const NOTE = 0;

/** @returns {Journal} */
export function memoryJournal() {
  /** @type {NumberedEvent[]} */
  const events = [];
  return {
    durable: false,
    write: async (event) => void events.push(event),
    read: async () => [...events],
    writeNote: async () => {},
  };
}

/**
 * Open the sealed journal of an attempt, or one in memory where the browser cannot seal or store.
 * @param {{ attempt: string, epoch: number, journal_keys: Record<string, string>, emergency?: import("./store.js").Check }} paper
 * @param {string} [database] where it is kept, if not with the answers of candidates
 * @returns {Promise<Journal>}
 */
export async function openJournal({ attempt, epoch, journal_keys, emergency }, database) {
  try {
    if (!canKeep()) return memoryJournal();
    void navigator.storage?.persist?.().catch(() => false);
    const keys = new Map(await Promise.all(Object.entries(journal_keys).map(async ([number, hex]) => /** @type {const} */ ([Number(number), await importKey(hex)]))));
    const own = keys.get(epoch);
    if (!own) return memoryJournal();
    const store = await openStore(database);
    if (emergency) await keepCheck(store, attempt, emergency);
    return sealedJournal(attempt, { epoch, own, keys }, store);
  } catch {
    return memoryJournal();
  }
}

/**
 * @param {string} attempt @param {{ epoch: number, own: CryptoKey, keys: Map<number, CryptoKey> }} lease
 * @param {IDBDatabase} database @returns {Journal}
 */
function sealedJournal(attempt, { epoch, own, keys }, database) {
  /** @param {{ epoch: number, seq: number }} content */
  const write = async (content) => {
    const sealed = await seal(own, content);
    await inStore(database, "readwrite", (store) => store.put(sealed, [attempt, content.epoch, content.seq]));
  };
  const read = async () => {
    const records = await sealedRecords(database, attempt);
    const opened = await Promise.all(records.map((record) => openWith(keys.get(record.epoch), record)));
    return opened.filter((content) => content !== null);
  };
  return {
    durable: true,
    write,
    read: async () => (await read()).filter((content) => content.seq !== NOTE),
    writeNote: () => write({ epoch, seq: NOTE }),
  };
}

/** @param {CryptoKey | undefined} key @param {Sealed} record @returns {Promise<any>} */
const openWith = async (key, record) => (key ? open(key, record).catch(() => null) : null);

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
