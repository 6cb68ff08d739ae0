// The bar above the paper: where the answers are, how much time is left.

import { asCountdown, isTimeToSay, showsSeconds, urgency } from "./clock.js";
import { part } from "./dom.js";

/** @typedef {"server" | "local" | "unsaved" | "typing"} SaveState */

/**
 * What the server refused is not there, whatever else is; what is still being typed is nowhere but on the screen.
 * @param {{ unsent: number, refused: number, journaled: boolean, typing?: boolean }} facts @returns {SaveState}
 */
export function saveState({ unsent, refused, journaled, typing = false }) {
  if (refused || (unsent && !journaled)) return "unsaved";
  if (typing) return "typing";
  return unsent ? "local" : "server";
}

/** @param {number} instant @param {string} zone the site's time zone; the terminal's own is not asked */
export function clockText(instant, zone) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone || "UTC", hour: "2-digit", minute: "2-digit" }).format(instant);
}

/**
 * Say where the answers are; while the server is away nothing is said to go there, and nothing refused to be tried again.
 * @param {SaveState} state @param {string} savedAt the site's time of the last save, empty for none
 * @param {{ isAway: boolean, isOut?: boolean, isRefused: boolean }} why @param {import("./words.js").Words} words
 */
export function showSaveState(state, savedAt, { isAway, isOut, isRefused }, words) {
  const box = part(document, "[data-save-state]");
  const told = { local: isOut ? "local_signed_out" : isAway ? "local_away" : "local", unsaved: isRefused ? "not_taken" : "unsaved" };
  for (const [place, word] of Object.entries(told)) {
    const text = part(box, `[data-for=${place}] [data-word]`);
    if (text.dataset.word === word) continue;
    text.dataset.word = word;
    text.textContent = words.say(word);
  }
  if (box.dataset.state !== state) box.dataset.state = state;
  const time = part(box, "[data-time]");
  if (time.textContent !== savedAt) time.textContent = savedAt;
}

/** Shows the time left in whole minutes, in the last five also in seconds; says it aloud once, when those begin. */
export class Countdown {
  /** @param {import("./words.js").Words} words */
  constructor(words) {
    this.words = words;
    this.before = Infinity;
  }

  /** @param {number} left milliseconds @param {boolean} paused */
  show(left, paused) {
    const timer = part(document, "[data-timer]");
    const isOpen = Number.isFinite(left) && !showsSeconds(left);
    const text = isOpen ? this.words.say("minutes_short", { minutes: Math.ceil(left / 60_000) }) : asCountdown(left);
    const value = part(timer, "[data-value]");
    if (value.textContent !== text) value.textContent = text;
    timer.dataset.state = paused ? "paused" : urgency(left);
    if (isTimeToSay(this.before, left)) {
      part(timer, "[data-spoken]").textContent = this.words.say("minutes_left", { minutes: Math.ceil(left / 60_000) });
      hideTime(false, this.words);
    }
    this.before = left;
  }
}

/**
 * Whoever is disturbed by the time may hide it; when the last minutes begin it comes back. The button says what it does next.
 * @param {boolean} hidden @param {import("./words.js").Words} words
 */
export function hideTime(hidden, words) {
  part(document, "[data-value]").hidden = hidden;
  const button = part(document, "[data-tool=time]");
  button.dataset.word = hidden ? "show_time" : "hide_time";
  button.textContent = words.say(button.dataset.word);
}
