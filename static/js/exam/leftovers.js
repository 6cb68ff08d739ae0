// At the start of a terminal, before anybody signs in: send what is left of examinations, forget everything else.
// Also on the receipt's page, where it erases what has arrived.

import { deliver, RequestRefused } from "./delivery.js";
import { forget } from "./forgetting.js";
import { awayOf, canKeep, eraseDelivered, keptAttempts, openStore, refusedRecords, sealedRecords, setAside } from "./store.js";

const ADDRESS = "/api/v1/exams/leftovers";
const TIMEOUT_MS = 10_000;
// So long the sign-in waits for a server that does not take what is left; then it goes on behind the page.
const PATIENCE_MS = 12_000;
const AGAIN_MS = 4_000;

/** @param {IDBDatabase} database @returns {import("./delivery.js").Kept} */
const keptIn = (database) => ({
  attempts: () => keptAttempts(database),
  records: (attempt) => sealedRecords(database, attempt),
  setAside: (record) => setAside(database, record),
  refused: (attempt) => refusedRecords(database, attempt),
  away: (attempt) => awayOf(database, attempt),
  erase: (attempt, delivered) => eraseDelivered(database, attempt, delivered),
});

/** @param {object[]} records @returns {Promise<import("./delivery.js").Reply>} */
async function send(records) {
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  const request = { method: "POST", headers, body: JSON.stringify({ records }), signal: AbortSignal.timeout(TIMEOUT_MS) };
  const answer = await fetch(ADDRESS, request);
  // A server that is busy is so for every examination.
  if ([429, 503].includes(answer.status)) throw new Error(String(answer.status));
  if (!answer.ok) throw new RequestRefused(String(answer.status));
  return answer.json();
}

/** @param {HTMLElement} place @param {"sending" | "kept" | "refused" | ""} state */
function show(place, state) {
  place.hidden = !state;
  for (const part of place.querySelectorAll("[data-when]")) {
    if (part instanceof HTMLElement) part.hidden = part.dataset.when !== state;
  }
  for (const part of document.querySelectorAll("[data-after-leftovers]")) part.toggleAttribute("inert", state === "sending");
}

/** @param {HTMLElement} place @param {IDBDatabase} database */
async function deliverAll(place, database) {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const outcome = await deliver(keptIn(database), send).catch(() => null);
    if (outcome) return show(place, outcome.left ? "kept" : outcome.refused ? "refused" : "");
    if (performance.now() > until) show(place, "kept");
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** Deliver once what this machine holds, sealed, without saying anything: it counts whoever is signed in. */
export async function deliverNow() {
  if (canKeep()) await deliver(keptIn(await openStore()), send);
}

/** @param {HTMLElement} place */
async function start(place) {
  if (place.dataset.forget !== undefined) await forget();
  if (!canKeep()) return;
  const database = await openStore();
  if (!(await keptAttempts(database)).length) return;
  if (place.dataset.forget !== undefined) show(place, "sending");
  await deliverAll(place, database);
}

const place = document.querySelector("[data-leftovers]");
if (place instanceof HTMLElement) void start(place).catch(() => show(place, ""));
