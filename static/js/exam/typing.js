// What is typed is kept when the keys rest, and every few seconds while they do not; digits and letters choose options.

const RESTS_MS = 2_000;
const MOST_MS = 5_000;

/** @param {EventTarget | null} target */
const isText = (target) => target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text");

/** @param {EventTarget | null} target */
const isBox = (target) => target instanceof HTMLInputElement && (target.type === "checkbox" || target.type === "radio");

export class Typing {
  /** @param {() => void} keep keeps what stands in the field */
  constructor(keep) {
    this.keep = keep;
    /** @type {{ rests: ReturnType<typeof setTimeout>, since: number } | null} */
    this.going = null;
  }

  /** @param {Event} event in a field where something is typed */
  on(event) {
    if (!isText(event.target)) return;
    const since = this.going?.since ?? performance.now();
    this.stop();
    const wait = Math.max(0, Math.min(RESTS_MS, since + MOST_MS - performance.now()));
    this.going = { rests: setTimeout(() => this.keep(), wait), since };
  }

  stop() {
    if (this.going) clearTimeout(this.going.rests);
    this.going = null;
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
