// What is typed is kept when the keys rest, and every few seconds while they do not; digits and letters choose options.

const RESTS_MS = 2_000;
const MOST_MS = 5_000;

/** @param {EventTarget | null} target */
const isText = (target) => target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text");

/** @param {EventTarget | null} target */
const isBox = (target) => target instanceof HTMLInputElement && (target.type === "checkbox" || target.type === "radio");

export class Typing {
  /** @param {() => void} keep keeps what stands in the field @param {() => number} [monotonic] milliseconds that only grow */
  constructor(keep, monotonic = () => performance.now()) {
    this.keep = keep;
    this.monotonic = monotonic;
    /** @type {{ rests: ReturnType<typeof setTimeout>, since: number, last: number } | null} */
    this.going = null;
  }

  /** @param {Event} event in a field where something is typed */
  on(event) {
    if (!isText(event.target)) return;
    const last = this.monotonic();
    const since = this.going?.since ?? last;
    this.stop();
    const wait = Math.max(0, Math.min(RESTS_MS, since + MOST_MS - last));
    this.going = { rests: setTimeout(() => this.keep(), wait), since, last };
  }

  /** @returns {boolean} whether something was typed that is not kept anywhere yet */
  get isOpen() {
    return this.going !== null;
  }

  /** @returns {number | null} when the last key was pressed of what is to be kept now; null where nothing was typed */
  stop() {
    const last = this.going?.last ?? null;
    if (this.going) clearTimeout(this.going.rests);
    this.going = null;
    return last;
  }

  /** Keep what stands in a field that is still being typed in, before the field goes. */
  finish() {
    if (this.going) this.keep();
  }
}

/** Digits and letters choose while the focus is inside the options. @param {HTMLElement} root @param {KeyboardEvent} event */
export function chooseByKey(root, event) {
  if (event.ctrlKey || event.altKey || event.metaKey || !isBox(event.target)) return;
  const key = event.key.toLowerCase();
  const place = /^[1-9]$/.test(key) ? Number(key) - 1 : /^[a-j]$/.test(key) ? key.charCodeAt(0) - 97 : -1;
  const input = root.querySelectorAll("input[name=response]")[place];
  if (input instanceof HTMLInputElement) input.click();
}
