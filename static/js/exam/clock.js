// The terminal's idea of the server's time: counted by the monotonic clock from the last answer of the server.
// The wall clock of the terminal is never asked; setting it changes nothing.

export class ExamClock {
  /** @param {() => number} [monotonic] milliseconds that only grow */
  constructor(monotonic = () => performance.now()) {
    this.monotonic = monotonic;
    this.anchorServer = 0;
    this.anchorMonotonic = 0;
    this.leaseMonotonic = 0;
    /** @type {number | null} */
    this.deadline = null;
    this.paused = false;
  }

  /**
   * Take the time of an answer. The answer was written somewhere between `sentAt` and now; assuming the earliest
   * moment would show too little time, the middle is the best guess.
   * While the examination is paused, the deadline moves along with the time: what is left stands still.
   * @param {string} serverTime @param {string | null} deadline @param {number} sentAt @param {boolean} [paused] as before, when not said
   */
  anchor(serverTime, deadline, sentAt, paused = this.paused) {
    const now = this.monotonic();
    this.anchorServer = Date.parse(serverTime) + (now - sentAt) / 2;
    this.anchorMonotonic = now;
    this.deadline = deadline === null ? null : Date.parse(deadline);
    this.paused = paused;
  }

  /** Remember when the lease was given; events count their milliseconds from here. @param {number} sentAt */
  startLease(sentAt) {
    this.leaseMonotonic = sentAt;
  }

  /** @param {number | null} [at] a moment by the monotonic clock, else now @returns {number} milliseconds since the lease */
  sinceLease(at) {
    return Math.max(0, Math.round((at ?? this.monotonic()) - this.leaseMonotonic));
  }

  /** @returns {number} the server's time in milliseconds */
  now() {
    return this.anchorServer + (this.monotonic() - this.anchorMonotonic);
  }

  /** @returns {number} milliseconds left, never below zero; infinite while no deadline is known */
  left() {
    if (this.deadline === null) return Infinity;
    return Math.max(0, this.deadline - (this.paused ? this.anchorServer : this.now()));
  }
}

/** @param {number} milliseconds @returns {string} "58:30", or "1:58:30" from an hour on */
export function asCountdown(milliseconds) {
  if (!Number.isFinite(milliseconds)) return "--:--";
  const seconds = Math.ceil(milliseconds / 1000);
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

/** @param {number} milliseconds @returns {"calm" | "soon" | "over"} */
export function urgency(milliseconds) {
  if (milliseconds <= 0) return "over";
  return milliseconds <= 5 * 60_000 ? "soon" : "calm";
}

/** Seconds are shown in the last minutes only: before, they disturb and help nobody. @param {number} milliseconds */
export const showsSeconds = (milliseconds) => urgency(milliseconds) !== "calm";

/** The one moment at which the time is said aloud. @param {number} before @param {number} after milliseconds left */
export const isTimeToSay = (before, after) => !showsSeconds(before) && showsSeconds(after) && after > 0;
