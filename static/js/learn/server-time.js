// The server's time on this page: the terminal's wall clock may be wrong, so only the time that passes is measured.

export class ServerTime {
  /** @param {number} served milliseconds, as the page was made @param {() => number} [monotonic] */
  constructor(served, monotonic = () => performance.now()) {
    this.monotonic = monotonic;
    this.offset = served - monotonic();
  }

  /** Set the clock by an answer: a machine that slept had its monotonic clock standing. @param {number} served */
  anchor(served) {
    this.offset = Math.max(this.offset, served - this.monotonic());
  }

  /** @returns {number} whole milliseconds */
  now() {
    return Math.round(this.monotonic() + this.offset);
  }
}
