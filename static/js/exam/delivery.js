// Delivers what this machine still holds of any examination. Nobody needs to be signed in: the seal proves who wrote it.
// Erased is only what the server has named as committed, and only of an examination that has its receipt. What can never
// count the server keeps too, for the officer: that is told, and holds up nothing.

import { placeOf } from "./store.js";

/** @typedef {import("./store.js").SealedRecord} SealedRecord */

/**
 * @typedef {{ taken: [string, number, number][], refused: [string, number, number][], ended: string[] }} Reply
 * @typedef {object} Kept what a machine holds, and what can be done with it
 * @property {() => Promise<string[]>} attempts
 * @property {(attempt: string) => Promise<SealedRecord[]>} records
 * @property {(record: SealedRecord) => Promise<unknown>} setAside
 * @property {(attempt: string) => Promise<SealedRecord[]>} refused what was set aside before
 * @property {(attempt: string) => Promise<string[]>} away the places of what an invigilator has as a file
 * @property {(attempt: string, delivered: SealedRecord[]) => Promise<unknown>} erase everything, unless there is more by now
 */

/** The server answered, and did not take these records now: another request may fare better. */
export class RequestRefused extends Error {}

const MOST_RECORDS = 100;
const MOST_BYTES = 120_000;

/** @param {ArrayBuffer | Uint8Array<ArrayBuffer>} bytes */
export function base64(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
}

/** @param {SealedRecord} record */
export const asSent = ({ attempt, epoch, seq, nonce, data }) => ({ attempt, epoch, seq, nonce: base64(nonce), data: base64(data) });

/** Cut records into pieces that the server takes at once. @param {SealedRecord[]} records @returns {SealedRecord[][]} */
export function inPieces(records) {
  /** @type {SealedRecord[][]} */
  const pieces = [];
  let bytes = Infinity;
  for (const record of records) {
    if (bytes + record.data.byteLength > MOST_BYTES || (pieces.at(-1)?.length ?? 0) >= MOST_RECORDS) {
      pieces.push([]);
      bytes = 0;
    }
    pieces.at(-1)?.push(record);
    bytes += record.data.byteLength;
  }
  return pieces;
}

/** @param {{ attempt: string, epoch: number, seq: number }} record */
const name = (record) => `${record.attempt}/${placeOf(record)}`;

/**
 * Send everything once and erase what may go. A failed request throws, after the examinations behind it had their turn:
 * one that the server cannot take holds up no other. What was taken before stays taken.
 * @param {Kept} kept @param {(records: ReturnType<typeof asSent>[]) => Promise<Reply>} send
 * @returns {Promise<{ left: number, refused: number }>} how many records the server has not got, and how many it has of
 * those that can never count
 */
export async function deliver(kept, send) {
  const all = { left: 0, refused: 0 };
  /** @type {unknown[]} */
  const failures = [];
  for (const attempt of await kept.attempts()) {
    const outcome = await deliverAttempt(attempt, kept, send).catch((failure) => void failures.push(failure));
    // Without a network the next one would only wait as long again.
    if (failures.some((failure) => !(failure instanceof RequestRefused))) break;
    all.left += outcome?.left ?? 0;
    all.refused += outcome?.refused ?? 0;
  }
  if (failures.length) throw failures[0];
  return all;
}

/** @param {string} attempt @param {Kept} kept @param {(records: ReturnType<typeof asSent>[]) => Promise<Reply>} send */
async function deliverAttempt(attempt, kept, send) {
  const records = await kept.records(attempt);
  // What an earlier start set aside goes along: the server may not have had it yet. In pieces of its own, as one of the
  // others may bear the same name.
  const aside = await kept.refused(attempt);
  const outstanding = new Set([...records, ...aside]);
  let refused = 0;
  let isEnded = false;
  for (const piece of [...inPieces(records), ...inPieces(aside)]) {
    const named = new Map(piece.map((record) => [name(record), record]));
    const reply = await send(piece.map(asSent));
    /** @param {[string, number, number]} of */
    const recordOf = ([of, epoch, seq]) => named.get(name({ attempt: of, epoch, seq }));
    for (const taken of reply.taken.map(recordOf)) if (taken) outstanding.delete(taken);
    for (const record of reply.refused.map(recordOf)) {
      if (!record || !outstanding.has(record)) continue;
      if (records.includes(record)) await kept.setAside(record);
      outstanding.delete(record);
      refused += 1;
    }
    isEnded ||= reply.ended.includes(attempt);
  }
  if (isEnded && outstanding.size === 0) await kept.erase(attempt, records);
  // What an invigilator has as a file is sent again at each start, but nobody has to see to it any more.
  const away = new Set(outstanding.size ? await kept.away(attempt) : []);
  const left = [...outstanding].filter((record) => !away.has(placeOf(record))).length;
  return { left, refused };
}
