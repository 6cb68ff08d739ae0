// Photos of work that the server has not got yet, sealed on the tablet: they outlive the page, and only pages of the same
// assessor get the key with which they open (ADR 0176).

import { importKey } from "../exam/journal.js";
import { canKeep, inStore, openStore, PHOTO_DATABASE } from "../exam/store.js";

/**
 * @typedef {{ address: string, task: string, key: string, label: string, name: string, type: string, refused?: string }} About
 * what a photo is of, where it goes and under which key; `refused`: what the server said
 * @typedef {{ about: About, photo: Blob }} Held
 */

// Marks must never lack room because of photos.
const SPARE_BYTES = 100_000_000;
const MOST_PHOTOS = 40;

export class PhotoStore {
  /** @param {IDBDatabase} database @param {CryptoKey} key @param {string} owner stands for the assessor */
  constructor(database, key, owner) {
    this.database = database;
    this.key = key;
    this.owner = owner;
  }

  /** @param {string} owner @param {string} hex @returns {Promise<PhotoStore | null>} none where the browser cannot seal or store */
  static async open(owner, hex) {
    if (!canKeep()) return null;
    void navigator.storage?.persist?.().catch(() => false);
    return new PhotoStore(await openStore(PHOTO_DATABASE), await importKey(hex), owner);
  }

  /** @param {Held} held @returns {Promise<boolean>} whether it outlives the page */
  async keep({ about, photo }) {
    const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
    const keys = await this.keys();
    if (!keys.includes(about.key) && (keys.length >= MOST_PHOTOS || quota - usage < SPARE_BYTES + 2 * photo.size)) return false;
    const sealed = await sealPhoto(this.key, about, new Uint8Array(await photo.arrayBuffer()));
    await inStore(this.database, "readwrite", (store) => store.put(sealed, [this.owner, about.key]));
    return true;
  }

  /** @returns {Promise<string[]>} the keys of what waits, the oldest first as far as keys tell */
  async keys() {
    const range = IDBKeyRange.bound([this.owner], [this.owner, []]);
    const found = /** @type {[string, string][]} */ (await inStore(this.database, "readonly", (store) => store.getAllKeys(range)));
    return found.map(([, key]) => key);
  }

  /** @param {string} key @returns {Promise<Held | null>} */
  async read(key) {
    const sealed = await inStore(this.database, "readonly", (store) => store.get([this.owner, key]));
    return sealed ? openPhoto(this.key, sealed).catch(() => null) : null;
  }

  /** @param {string} key */
  async forget(key) {
    await inStore(this.database, "readwrite", (store) => store.delete([this.owner, key]));
  }
}

/** @param {CryptoKey} key @param {About} about @param {Uint8Array} bytes @returns {Promise<import("../exam/store.js").Sealed>} */
export async function sealPhoto(key, about, bytes) {
  const head = new TextEncoder().encode(JSON.stringify(about));
  const plain = new Uint8Array(4 + head.length + bytes.length);
  new DataView(plain.buffer).setUint32(0, head.length);
  plain.set(head, 4);
  plain.set(bytes, 4 + head.length);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  return { nonce, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, plain) };
}

/** @param {CryptoKey} key @param {import("../exam/store.js").Sealed} sealed @returns {Promise<Held>} */
export async function openPhoto(key, { nonce, data }) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, key, data);
  const length = new DataView(plain).getUint32(0);
  const about = JSON.parse(new TextDecoder().decode(plain.slice(4, 4 + length)));
  return { about, photo: new Blob([plain.slice(4 + length)], { type: about.type }) };
}
