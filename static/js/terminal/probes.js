// Asks the browser and the server for the figures that tell whether an examination can be written here.

/** @typedef {import("./judge.js").Times} Times */

const TIMEOUT_MS = 10_000;
const SMALL = 9;
const LARGE = 3;

/** What the examination page uses and old browsers lack. @returns {string[]} */
export function missingFeatures() {
  /** @type {[string, boolean][]} */
  const wanted = [
    ["indexedDB", "indexedDB" in globalThis && "databases" in IDBFactory.prototype],
    ["AbortSignal.timeout", "timeout" in AbortSignal],
    ["dialog", "HTMLDialogElement" in globalThis && "showModal" in HTMLDialogElement.prototype],
    ["Array.at", "at" in Array.prototype],
    ["inert", "inert" in HTMLElement.prototype],
  ];
  return wanted.filter(([, there]) => !there).map(([name]) => name);
}

/** Which browser it says it is; nothing is decided by it. @param {string} agent */
export function browserName(agent) {
  const found = /(Edg|Firefox|Chrome|Version)\/(\d+)/.exec(agent.includes("Edg/") ? agent.slice(agent.indexOf("Edg/")) : agent);
  const names = { Edg: "Edge", Version: "Safari" };
  return found ? `${names[/** @type {keyof typeof names} */ (found[1])] ?? found[1]} ${found[2]}` : "?";
}

/** @returns {boolean} whether answers can be sealed here */
export const canSeal = () => Boolean(globalThis.isSecureContext && globalThis.crypto?.subtle);

/** @returns {Promise<number | null>} bytes that this site may still write; browsers tell on protected connections only */
export async function freeBytes() {
  const told = await navigator.storage?.estimate?.().catch(() => null);
  return told?.quota === undefined ? null : told.quota - (told.usage ?? 0);
}

/** @param {string} address @returns {Promise<{ body: ArrayBuffer, took: number, at: number } | null>} */
async function ask(address) {
  const sentAt = performance.now();
  try {
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) return null;
    const body = await answer.arrayBuffer();
    return { body, took: performance.now() - sentAt, at: Date.now() };
  } catch {
    return null;
  }
}

/**
 * @param {string} clock @param {string} load @returns {Promise<{ times: Times, clockMs: number | null }>} how long answers take,
 * and by how much this machine's clock is ahead
 */
export async function measure(clock, load) {
  /** @type {Times} */
  const times = { small: [], large: [], failed: 0 };
  let clockMs = null;
  // The first request also opens the connection: it is asked and not counted.
  await ask(clock);
  for (let count = 0; count < SMALL + LARGE; count += 1) {
    const answer = await ask(count < SMALL ? clock : load);
    if (!answer) times.failed += 1;
    else times[count < SMALL ? "small" : "large"].push(answer.took);
    if (answer && count < SMALL) clockMs = answer.at - answer.took / 2 - serverTime(answer.body);
  }
  return { times, clockMs };
}

/** @param {ArrayBuffer} body */
const serverTime = (body) => Date.parse(JSON.parse(new TextDecoder().decode(body)).server_time);
