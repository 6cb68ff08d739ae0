// Draws the question, the overview and the messages. Holds no state of its own but what is on the screen.

import { enhancePlaces } from "../items/places.js";
import { enhanceZoom } from "../items/zoom.js";
import { make, part } from "./dom.js";
import { drawFields, hintOf } from "./fields.js";
import { isAnswered, isWhole } from "./responses.js";
import { heldState } from "./sheet.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./words.js").Words} Words */

/**
 * @typedef {object} Sheet what the view shows
 * @property {Item[]} items
 * @property {number} index
 * @property {Record<string, import("./types.js").Answer>} answers
 * @property {Record<string, import("./types.js").Answer>} marks what is marked for later, and what was once
 * @property {Record<string, { epoch: number, seq: number, refused: boolean }>} held by item the newest that is kept and does not count
 * @property {Set<string>} late items whose answer an earlier seat delivered
 * @property {Set<string>} lacking items whose last answer the server did not take
 * @property {boolean} locked
 * @property {boolean} [paused]
 * @property {boolean} [onPaper] goes on on paper
 * @property {boolean} [isOthers] somebody else is signed in at this machine
 */

/** @typedef {{ kind: string, title: string, text?: string, values?: Record<string, string | number>, told?: string, actions?: HTMLElement[] }} Message */

/** @param {Sheet} sheet @param {Item | undefined} item @returns {boolean} whether the question is marked for later */
export const isMarked = (sheet, item) => Boolean(sheet.marks[item?.uuid ?? ""]?.response);

/** @param {Sheet} sheet @param {number} place @param {Words} words */
function drawPlace(sheet, place, words) {
  const item = /** @type {Item} */ (sheet.items[place]);
  const response = sheet.answers[item.uuid]?.response;
  const answered = isAnswered(response);
  const flagged = isMarked(sheet, item);
  const state = [answered ? "answered" : "", flagged ? "flagged" : ""].join(" ").trim();
  const about = words.say(heldState(sheet, item.uuid) ? "not_counted" : isWhole(item, response) ? "answered" : answered ? "unfinished" : "not_answered") + (flagged ? words.say("marked") : "");
  const link = make("a", { href: `#${place + 1}`, "data-question": String(place + 1), "data-state": state });
  link.append(make("span", { class: "visually-hidden" }, `${words.say("question")} `), String(place + 1));
  link.append(make("span", { class: "visually-hidden" }, about));
  if (place === sheet.index) link.setAttribute("aria-current", "step");
  return link;
}

/**
 * Put nodes in the place of others, and leave those alone that are the same: a field that loses the focus is answered
 * while a finger is already on a number; a number that goes meanwhile would not be pressed.
 * @param {HTMLElement} holder @param {HTMLElement[]} nodes
 */
function renew(holder, nodes) {
  const old = [...holder.children];
  if (old.length !== nodes.length) return holder.replaceChildren(...nodes);
  return nodes.forEach((node, place) => !old[place]?.isEqualNode(node) && old[place]?.replaceWith(node));
}

export class View {
  /** @param {HTMLElement} root @param {Words} words @param {Record<string, string>} titles */
  constructor(root, words, titles) {
    this.root = root;
    this.words = words;
    this.titles = titles;
    /** @type {Message | null} what stands there while nothing else is to be said */
    this.lasting = null;
  }

  /**
   * Another window or seat has the examination: say so, what has become of the answers here, and offer to take it back.
   * @param {string} why @param {{ kept: number, held: number }} values
   */
  superseded(why, values) {
    const action = make("button", { class: "button button--secondary", type: "button", "data-word": "take_back" }, this.words.say("take_back"));
    action.addEventListener("click", () => location.reload());
    const text = why === "superseded" && values.held ? "superseded_held" : why;
    this.message({ kind: "warning", title: `${why}_title`, text, values, actions: [action] });
  }

  /** @returns {HTMLDialogElement} of the hand-in */
  get dialog() {
    return /** @type {HTMLDialogElement} */ (document.getElementById("hand-in"));
  }

  /** @param {string} selector */
  part(selector) {
    return part(this.root, selector);
  }

  /** Put the words of the chosen language everywhere, the frame included. */
  translate() {
    const { words } = this;
    document.documentElement.lang = words.language === "en" ? "en" : "zh-hans";
    words.put();
    for (const button of document.querySelectorAll("[data-language]:is(button)")) {
      button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.language === words.language));
    }
    const heading = document.getElementById("exam-navigator");
    if (heading) heading.textContent = words.say("all_questions");
    const title = this.titles[words.language] ?? "";
    part(document, "[data-title]").textContent = title;
    document.title = title;
  }

  /** @param {Sheet} sheet */
  question(sheet) {
    const item = /** @type {Item} */ (sheet.items[sheet.index]);
    const { words } = this;
    const values = { number: sheet.index + 1, total: sheet.items.length };
    this.part("[data-heading]").textContent = words.say("question_of", values);
    const hint = make("p", { class: "soft", id: "question-hint" }, hintOf(item, words));
    hint.append(words.say(Number(item.marks) === 1 ? "mark" : "marks", { marks: item.marks }));
    const held = heldState(sheet, item.uuid);
    if (held) hint.append(make("br"), make("strong", { "data-held": "" }, words.say(`held_${held}`)));
    if (sheet.late.has(item.uuid)) hint.append(make("br"), words.say("from_earlier_seat"));
    this.moves(sheet);
    // Time that stands still is no time to read, and nobody reads the paper of another.
    const hidden = sheet.isOthers ? "hidden_from_others" : sheet.paused ? "hidden_while_paused" : "";
    if (hidden) return this.part("[data-question-body]").replaceChildren(this.worded(hidden, { class: "soft" }, {}));
    const fields = drawFields(item, sheet.answers[item.uuid]?.response, words, sheet.locked);
    this.part("[data-question-body]").replaceChildren(hint, fields);
    for (const holder of fields.querySelectorAll("[data-places]")) if (holder instanceof HTMLElement) enhancePlaces(holder);
    enhanceZoom(fields);
    return undefined;
  }

  /** @param {Sheet} sheet */
  moves(sheet) {
    const item = /** @type {Item} */ (sheet.items[sheet.index]);
    const flagged = isMarked(sheet, item);
    this.part("[data-flag-word]").textContent = this.words.say(flagged ? "unflag" : "flag");
    this.part("[data-act=flag]").setAttribute("aria-pressed", String(flagged));
    this.enable("previous", sheet.index > 0);
    this.enable("next", sheet.index < sheet.items.length - 1);
    this.enable("flag", !sheet.locked);
    this.enable("clear", !sheet.locked && isAnswered(sheet.answers[item.uuid]?.response));
    this.enable("hand-in", !sheet.locked);
  }

  /** @param {string} act @param {boolean} on */
  enable(act, on) {
    /** @type {HTMLButtonElement} */ (part(document, `[data-act=${act}]`)).disabled = !on;
  }

  /** @param {Sheet} sheet */
  overview(sheet) {
    const places = sheet.items.map((_item, place) => drawPlace(sheet, place, this.words));
    const given = sheet.items.filter((item) => isAnswered(sheet.answers[item.uuid]?.response));
    const waits = given.filter((item) => heldState(sheet, item.uuid) === "waits").length;
    renew(this.part("[data-navigator]"), places);
    this.part("[data-count]").textContent = this.words.say("count", { answered: given.length - waits, total: sheet.items.length }) + (waits ? this.words.say("count_waits", { count: waits }) : "");
  }

  /** @param {string} word @param {Record<string, string>} attributes @param {Record<string, string | number>} values */
  worded(word, attributes, values) {
    return make("p", { ...attributes, "data-word": word, "data-word-values": JSON.stringify(values) }, this.words.say(word, values));
  }

  /** Ask, with what is open or marked; by time there is nothing to ask. @param {Sheet} sheet @param {boolean} byTime */
  handInDialog(sheet, byTime) {
    const title = this.part("#hand-in-title");
    title.dataset.word = byTime ? "time_up_title" : "hand_in_title";
    title.textContent = this.words.say(title.dataset.word);
    for (const name of ["text", "actions"]) this.part(`[data-hand-in-${name}]`).hidden = byTime;
    const open = [...sheet.items.keys()].filter((place) => !isAnswered(sheet.answers[sheet.items[place]?.uuid ?? ""]?.response));
    const flagged = [...sheet.items.keys()].filter((place) => isMarked(sheet, sheet.items[place]));
    const unfinished = [...sheet.items.entries()].flatMap(([place, item]) => {
      const response = sheet.answers[item.uuid]?.response;
      return isAnswered(response) && !isWhole(item, response) ? [place] : [];
    });
    const waits = [...sheet.items.keys()].filter((place) => !open.includes(place) && heldState(sheet, sheet.items[place]?.uuid) === "waits");
    const lacking = [...sheet.items.keys()].filter((place) => sheet.lacking.has(sheet.items[place]?.uuid ?? ""));
    this.part("[data-hand-in-text]").textContent = this.words.say(open.length ? "hand_in_missing" : unfinished.length || waits.length ? "hand_in_last" : "hand_in_all", { count: open.length });
    for (const [name, places] of Object.entries({ open, waits, unfinished, flagged, lacking })) {
      this.part(`[data-hand-in-${name}]`).replaceChildren(...places.map((place) => drawPlace(sheet, place, this.words)));
      for (const node of this.root.querySelectorAll(`[data-hand-in-${name}], [data-hand-in-${name}-text]`)) {
        /** @type {HTMLElement} */ (node).hidden = byTime || !places.length;
      }
    }
    return this.dialog;
  }

  /**
   * Show or clear the message above the question: by the names of its words, so that it changes the language with the
   * page; `told` is what the server says.
   * @param {Message | null} said
   */
  message(said) {
    const place = this.part("[data-message]");
    const message = said ?? this.lasting;
    if (!message) return place.replaceChildren();
    const { title, text, told, values = {} } = message;
    const body = make("div", { class: "notice__body" }, this.worded(title, { class: "notice__title" }, values));
    if (told) body.append(make("p", {}, told));
    else if (text) body.append(this.worded(text, {}, values));
    if (message.actions) body.append(make("div", { class: "actions" }, ...message.actions));
    if (place.textContent === body.textContent) return undefined;
    return place.replaceChildren(make("div", { class: `notice notice--${message.kind}` }, body));
  }
}
