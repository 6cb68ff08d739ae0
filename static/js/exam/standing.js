// Says where the answers are: in the bar, in the dialog of the hand-in, beside a number, and which the server did not take.

import { clockText, saveState, showSaveState } from "./frame.js";
import { lacksNumber } from "./responses.js";

/** @typedef {import("./frame.js").SaveState} SaveState */
/** @typedef {import("./words.js").Words} Words */

/**
 * @typedef {object} Facts
 * @property {number} unsent
 * @property {number} refused answers that the server did not take
 * @property {boolean} journaled whether this machine has everything
 * @property {boolean} typing
 * @property {boolean} isAway whether nothing reaches the server now
 * @property {boolean} [isOut] whether the server waits for the candidate to be signed in
 * @property {number} savedAt the server's instant of the last save, 0 for none
 */

/**
 * What is said of answers that the server keeps and does not count yet: in a pause nobody is asked to go on, and with
 * time left they are not late.
 * @param {boolean | undefined} paused @param {number} left milliseconds
 */
export const wordOfHeld = (paused, left) => (paused ? "undecided_paused" : left ? "undecided" : "late");

export class Standing {
  /** @param {import("./view.js").View} view @param {Words} words @param {string} zone of the site */
  constructor(view, words, zone) {
    this.view = view;
    this.words = words;
    this.zone = zone;
  }

  /** @param {Facts} facts @param {import("./view.js").Sheet} sheet */
  show(facts, sheet) {
    const state = saveState(facts);
    const savedAt = facts.savedAt ? clockText(facts.savedAt, this.zone) : "";
    showSaveState(state, savedAt, { isAway: facts.isAway, isOut: facts.isOut, isRefused: facts.refused > 0 }, this.words);
    this.#sayNumber(state, sheet);
  }

  /** Where a number is asked and none can be read: say so, and whether what stands there is saved. @param {SaveState} state @param {import("./view.js").Sheet} sheet */
  #sayNumber(state, { items, index }) {
    const place = this.view.root.querySelector("[data-no-number]");
    const field = this.view.root.querySelector("[data-question-body] [name=response]");
    const item = items[index];
    if (!place || !item || !(field instanceof HTMLInputElement)) return;
    const text = lacksNumber(item, field.value) ? this.words.say(`no_number_${state}`) : "";
    if (place.textContent !== text) place.textContent = text;
  }

  /** How far a hand-in is. @param {Facts} facts @param {string} step */
  progress({ unsent, isAway }, step) {
    const word = `hand_in_${isAway ? "offline" : unsent ? "waiting" : step}`;
    const told = this.view.part("[data-hand-in-progress]");
    const text = this.words.say(word, { count: unsent });
    if (told.textContent !== text) told.textContent = text;
  }

  /** Name the questions whose last answer the server did not take, until it has a newer one. @param {Set<string>} lacking @param {import("./view.js").Sheet} sheet */
  lacking(lacking, sheet) {
    const news = [...lacking].some((item) => !sheet.lacking.has(item)) || (sheet.lacking.size > 0 && lacking.size === 0);
    sheet.lacking = lacking;
    if (!news) return;
    const places = sheet.items.flatMap((item, place) => (lacking.has(item.uuid) ? [place + 1] : []));
    this.view.message(lacking.size ? { kind: "danger", title: "refused", values: { questions: places.join(", ") } } : null);
  }
}
