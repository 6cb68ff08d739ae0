// Measures active time: the page is visible, and somebody did something within the last two minutes or a recording
// plays. Only what it measures is claimed; the server believes no more than the time that has passed.

export const QUIET_AFTER = 120_000;
const LONGEST_TICK = 10_000; // a longer one was a machine that slept

/** @typedef {"keys" | "pointers" | "scrolls"} Doing */

export class ActivityMeter {
  /** @param {() => number} [monotonic] */
  constructor(monotonic = () => performance.now()) {
    this.monotonic = monotonic;
    this.tickedAt = this.doneAt = monotonic();
    this.activeMs = 0;
    this.mediaMs = 0;
    this.doings = { keys: 0, pointers: 0, scrolls: 0 };
  }

  /** Somebody did something. @param {Doing} doing */
  note(doing) {
    this.doneAt = this.monotonic();
    this.doings[doing] = Math.min(9_999, this.doings[doing] + 1);
  }

  /** Look at the clock, about once a second. @param {boolean} isVisible @param {boolean} isPlaying @returns {boolean} active */
  tick(isVisible, isPlaying) {
    const now = this.monotonic();
    const passed = now - this.tickedAt;
    this.tickedAt = now;
    if (isPlaying && isVisible) this.doneAt = now;
    const isActive = isVisible && now - this.doneAt <= QUIET_AFTER;
    if (!isActive || passed > LONGEST_TICK) return isActive;
    this.activeMs += passed;
    if (isPlaying) this.mediaMs += passed;
    return true;
  }

  /** Return what to claim, and begin anew. `putBack` when it did not arrive. */
  take() {
    const claim = {
      active_ms: Math.floor(this.activeMs),
      quiet_ms: Math.floor(this.monotonic() - this.doneAt),
      media_seconds: Math.min(9_999, Math.floor(this.mediaMs / 1000)),
      ...this.doings,
    };
    this.activeMs = this.mediaMs = 0;
    this.doings = { keys: 0, pointers: 0, scrolls: 0 };
    return claim;
  }

  /** @param {number} activeMs */
  putBack(activeMs) {
    this.activeMs += activeMs;
  }
}
