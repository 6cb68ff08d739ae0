// Keys that were pressed while the next page was on its way: kept for it, and forgotten when it does not come.

const WAITING = "reading-keys-waiting";
const FORGOTTEN_AFTER = 5000; // ms
const MOST = 20;

/** @returns {string[]} */
export function waiting() {
  const kept = JSON.parse(sessionStorage.getItem(WAITING) ?? "null");
  return kept !== null && Date.now() - kept.at < FORGOTTEN_AFTER ? kept.keys : [];
}

/** @param {string[]} keys */
export function carry(keys) {
  if (keys.length === 0) sessionStorage.removeItem(WAITING);
  else sessionStorage.setItem(WAITING, JSON.stringify({ keys: keys.slice(0, MOST), at: Date.now() }));
}
