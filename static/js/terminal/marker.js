// The mark that each visit leaves on the machine: whether it is still there tells whether the machine forgets.

import { CHECK_DATABASE, inStore, openStore } from "../exam/store.js";

/** @typedef {{ visits: string[], at: string, survived: boolean }} Mark */

const KEY = "mark";
// The server knows the newest that arrived; a few that never arrived may stand behind it.
const MOST = 20;

/** @returns {Promise<Mark | null>} what an earlier visit left */
export async function readMark() {
  const database = await openStore(CHECK_DATABASE);
  const mark = await inStore(database, "readonly", (store) => store.get(KEY));
  database.close();
  return mark ?? null;
}

/** @param {Mark} mark @returns {Promise<boolean>} whether it stands there when the database is opened anew */
export async function keepMark(mark) {
  const database = await openStore(CHECK_DATABASE);
  await inStore(database, "readwrite", (store) => store.put(mark, KEY));
  database.close();
  return (await readMark())?.visits.at(-1) === mark.visits.at(-1);
}

/** @param {Mark | null} before @param {string} visit @param {boolean} survived @returns {Mark} */
export const nextMark = (before, visit, survived) => ({
  visits: [...(before?.visits ?? []), visit].slice(-MOST),
  at: new Date().toISOString(),
  survived,
});
