// The last resort when a machine cannot reach the server: its sealed records as a file for a stick, behind the code that
// the invigilator reads from the console. The file tells nothing to anybody; the code keeps it in the invigilator's hand.

import { asSent } from "./delivery.js";
import { make, part } from "./dom.js";
import { canKeep, checkOf, keptAttempts, openStore, putAway, refusedRecords, sealedRecords } from "./store.js";

/** @typedef {import("./store.js").Check} Check */

/** @param {string} typed @returns {string} the code as it is compared, however it was typed */
export const normalCode = (typed) => typed.toUpperCase().replace(/[^0-9A-Z]/g, "");

/** @param {string} typed @param {Check} check @returns {Promise<boolean>} */
export async function codeFits(typed, { salt, rounds, check }) {
  const bytes = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", bytes.encode(normalCode(typed)), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes.encode(salt), iterations: rounds };
  const found = new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
  return [...found].map((byte) => byte.toString(16).padStart(2, "0")).join("") === check;
}

/** @typedef {{ attempt: string, records: import("./store.js").SealedRecord[] }} Copy */

/** @param {Copy[]} copies @returns {string} the text of the one file for all of them: a browser asks, or keeps silent, about a second one */
export const fileOf = (copies) =>
  JSON.stringify({ format: "exam-journal", version: 2, journals: copies.map(({ attempt, records }) => ({ attempt, records: records.map(asSent) })) });

/** @param {string} typed @returns {Promise<Copy[]>} the examinations that the code opens; their file was given to the browser to save */
async function saveFile(typed) {
  const database = await openStore();
  /** @type {Copy[]} */
  const saved = [];
  for (const attempt of await keptAttempts(database)) {
    const check = await checkOf(database, attempt);
    if (!check || !(await codeFits(typed, check))) continue;
    const records = [...(await sealedRecords(database, attempt)), ...(await refusedRecords(database, attempt))];
    saved.push({ attempt, records });
  }
  if (saved.length) {
    const address = URL.createObjectURL(new Blob([fileOf(saved)], { type: "application/json" }));
    make("a", { href: address, download: `journal-${saved.at(-1)?.attempt}.json` }).click();
  }
  return saved;
}

/** Only who has the file in the hand can say so: a browser does not tell whether a download was stopped or its disk was full. @param {Copy[]} copies */
async function noteOnStick(copies) {
  const database = await openStore();
  for (const { attempt, records } of copies) await putAway(database, attempt, records);
}

/** Offer the file in the dialog of this page; where the browser keeps nothing there is nothing to offer. */
export function offerEmergencyFile() {
  const dialog = document.getElementById("emergency");
  if (!(dialog instanceof HTMLDialogElement) || !canKeep()) return;
  const field = /** @type {HTMLInputElement} */ (part(dialog, "[data-emergency-code]"));
  /** @type {Copy[]} */
  let copies = [];
  for (const button of document.querySelectorAll("[data-emergency]")) {
    if (!(button instanceof HTMLElement)) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      show(dialog, "");
      dialog.showModal();
    });
  }
  part(dialog, "form").addEventListener("submit", (event) => {
    event.preventDefault();
    void saveFile(field.value).then((saved) => {
      copies = saved;
      count(dialog, saved.length);
      show(dialog, saved.length ? "saved" : "wrong");
    }, () => show(dialog, "wrong"));
    field.value = "";
  });
  part(dialog, "[data-emergency-on-stick]").addEventListener("click", () => void noteOnStick(copies).then(() => show(dialog, "on-stick")));
  part(dialog, "[data-emergency-close]").addEventListener("click", () => dialog.close());
}

/** Say how many examinations are in the file. @param {HTMLElement} dialog @param {number} number */
function count(dialog, number) {
  const place = part(dialog, "[data-emergency-count]");
  place.dataset.wordValues = JSON.stringify({ count: number });
  place.textContent = (place.textContent ?? "").replace(/\{count\}|\d+/, String(number));
}

/** @param {HTMLElement} dialog @param {"saved" | "on-stick" | "wrong" | ""} state */
function show(dialog, state) {
  for (const node of dialog.querySelectorAll("[data-when]")) {
    if (node instanceof HTMLElement) node.hidden = node.dataset.when !== state;
  }
}

if (globalThis.document) offerEmergencyFile();
