// Delivers what this machine still holds of any examination. Nobody needs to be signed in: the seal proves who wrote it.
// Erased is only what the server has named as committed, and only of an examination that has its receipt.

/** @typedef {import("./store.js").SealedRecord} SealedRecord */

/**
 * @typedef {{ taken: [string, number, number][], refused: [string, number, number][], ended: string[] }} Reply
 * @typedef {object} Kept what a machine holds, and what can be done with it
 * @property {() => Promise<string[]>} attempts
 * @property {(attempt: string) => Promise<SealedRecord[]>} records
 * @property {(record: SealedRecord) => Promise<unknown>} setAside
 * @property {(attempt: string) => Promise<number>} refused
 * @property {(attempt: string) => Promise<unknown>} erase
 */

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
const name = ({ attempt, epoch, seq }) => `${attempt}/${epoch}/${seq}`;

/**
 * Send everything once and erase what may go. A failed request throws; what was taken before stays taken.
 * @param {Kept} kept @param {(records: ReturnType<typeof asSent>[]) => Promise<Reply>} send
 * @returns {Promise<number>} how many records the server has not got
 */
export async function deliver(kept, send) {
  let left = 0;
  for (const attempt of await kept.attempts()) left += await deliverAttempt(attempt, kept, send);
  return left;
}

/** @param {string} attempt @param {Kept} kept @param {(records: ReturnType<typeof asSent>[]) => Promise<Reply>} send */
async function deliverAttempt(attempt, kept, send) {
  const records = await kept.records(attempt);
  const outstanding = new Map(records.map((record) => [name(record), record]));
  let isEnded = false;
  for (const piece of inPieces(records)) {
    const reply = await send(piece.map(asSent));
    for (const [of, epoch, seq] of reply.taken) outstanding.delete(name({ attempt: of, epoch, seq }));
    for (const [of, epoch, seq] of reply.refused) {
      const record = outstanding.get(name({ attempt: of, epoch, seq }));
      if (record) await kept.setAside(record);
      outstanding.delete(name({ attempt: of, epoch, seq }));
    }
    isEnded ||= reply.ended.includes(attempt);
  }
  const left = outstanding.size + (await kept.refused(attempt));
  if (isEnded && left === 0) await kept.erase(attempt);
  return left;
}
