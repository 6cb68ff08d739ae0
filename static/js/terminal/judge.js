// What the figures of a terminal mean: one outcome for each check. Nothing here touches the browser.

/**
 * @typedef {{ known: string, visits: string[], survived: boolean, restarted: boolean }} Marks what the server and the machine
 * remember of earlier checks, and whether somebody said just now that the machine was restarted since
 * @typedef {{ small: number[], large: number[], failed: number }} Times in milliseconds
 * @typedef {{ missing: string[], kept: boolean, marks: Marks, sealed: boolean, clockMs: number | null, times: Times, width: number,
 *   height: number, freeBytes: number | null, typed: string }} Readings
 */

const CLOCK_MS = 120_000;
// The examination page gives up a request after ten seconds.
const TOO_LONG_MS = 10_000;
const SMALL_MS = 500;
const LARGE_MS = 2_000;
const WORST_MS = 3_000;
const BESIDE_PX = 1_000;
const NARROWEST_PX = 340;
const LOWEST_PX = 500;
const ROOM_BYTES = 50_000_000;

/** @param {number[]} values @returns {number} the middle one, the higher of two */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity;

/** @param {Readings} readings @returns {Record<string, string>} */
export function judge(readings) {
  return {
    browser: readings.missing.length ? "old" : "fits",
    keeping: readings.kept ? "kept" : "lost",
    restart: restart(readings.marks),
    protection: readings.sealed ? "sealed" : "plain",
    clock: readings.clockMs === null ? "unknown" : Math.abs(readings.clockMs) > CLOCK_MS ? "off" : "right",
    speed: speed(readings.times),
    screen: screen(readings.width, readings.height),
    space: space(readings.freeBytes),
    keyboard: hasBoth(readings.typed) ? "works" : "waits",
  };
}

/**
 * A mark that the server knows and the machine does not: the disk was put back, whatever older marks it still shows.
 * @param {Marks} marks
 */
function restart({ known, visits, survived, restarted }) {
  if (known && !visits.includes(known)) return "wiped";
  return visits.length && (survived || restarted) ? "survived" : "waits";
}

/** @param {Times} times */
function speed({ small, large, failed }) {
  const worst = Math.max(...small, ...large);
  if (failed || !small.length || !large.length || worst > TOO_LONG_MS) return "failing";
  return median(small) <= SMALL_MS && median(large) <= LARGE_MS && worst <= WORST_MS ? "fast" : "slow";
}

/** @param {number} width @param {number} height */
function screen(width, height) {
  if (width < NARROWEST_PX) return "tiny";
  return width < BESIDE_PX || height < LOWEST_PX ? "small" : "fits";
}

/** @param {number | null} bytes */
function space(bytes) {
  if (bytes === null) return "unknown";
  return bytes < ROOM_BYTES ? "little" : "enough";
}

/** @param {string} typed */
const hasBoth = (typed) => /abc/i.test(typed) && typed.includes("123");
