// At most one send in an interval; of several values in between the last one goes.

/** @template T */
export class Throttled {
  /** @param {number} interval milliseconds @param {(value: T) => void} send @param {() => number} [monotonic] */
  constructor(interval, send, monotonic = () => performance.now()) {
    this.interval = interval;
    this.send = send;
    this.monotonic = monotonic;
    this.sentAt = -Infinity;
    /** @type {T | undefined} */
    this.waiting = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @param {T} value */
  offer(value) {
    this.waiting = value;
    if (this.timer !== undefined) return;
    const wait = this.sentAt + this.interval - this.monotonic();
    if (wait <= 0) this.flush();
    else this.timer = setTimeout(() => this.flush(), wait);
  }

  /** Send what waits now, by another way if one is given. @param {(value: T) => void} [send] */
  flush(send = this.send) {
    clearTimeout(this.timer);
    this.timer = undefined;
    const value = this.waiting;
    if (value === undefined) return;
    this.waiting = undefined;
    this.sentAt = this.monotonic();
    send(value);
  }
}
