// The fields of one question: what there is to choose, to write or to mark, with what was answered. The server draws the
// same fields for practice (templates/exams/items).

import { make } from "./dom.js";
import { drawPlaces } from "./picture.js";
import { valuesOf } from "./responses.js";
import { plainText, textNodes } from "./texts.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Response} Response */
/** @typedef {import("./words.js").Words} Words */
/** @typedef {{ item: Item, values: string[], words: Words }} Question */

const GAP = "____";

/** @param {Item} item @param {Response | undefined} response @param {Words} words @param {boolean} locked */
export function drawFields(item, response, words, locked) {
  const question = { item, values: valuesOf(response), words };
  const field = make("fieldset", { class: `question question--${item.kind}`, "aria-describedby": "question-hint", "data-item": item.uuid });
  field.disabled = locked;
  const stem = words.pick(item.stem);
  const isSentence = item.kind === "fill_in";
  const legend = make("legend", isSentence ? { class: "visually-hidden" } : {});
  if (isSentence) legend.append(plainText(stem, item, words));
  else legend.append(...textNodes(stem, item, words, { zoom: true, without: item.plan?.number }));
  field.append(legend, ...draw_by_kind[item.kind](question));
  return field;
}

/** @param {Item} item @param {Words} words @returns {string} what to do */
export function hintOf(item, words) {
  if (item.kind === "hotspot") return words.say("hint_hotspot", { picks: item.picks ?? 1 });
  return words.say(item.kind === "numeric" && item.units ? "hint_numeric_units" : `hint_${item.kind}`);
}

/** @param {ParentNode} root @returns {string[]} the values of the fields: of boxes the chosen ones, of others all */
export function fieldValues(root) {
  const fields = [...root.querySelectorAll("[name=response]")];
  return fields.flatMap((field) => {
    if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) return field.checked ? [field.value] : [];
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement) return [field.value];
    return [];
  });
}

/** @type {Record<Item["kind"], (question: Question) => Node[]>} */
const draw_by_kind = {
  true_false: choices,
  single: choices,
  multiple: choices,
  ordering: lines,
  matching: lines,
  numeric: quantity,
  fill_in: sentence,
  hotspot: ({ item, values, words }) => drawPlaces(item, values, words),
  short_answer: ({ values, words }) => {
    const area = make("textarea", { class: "input", name: "response", autocomplete: "off", rows: "6", maxlength: "5000", "aria-label": words.say("your_answer") });
    area.value = values[0] ?? "";
    return [area];
  },
};

/** @param {Question} question */
function choices({ item, values, words }) {
  const type = item.kind === "multiple" ? "checkbox" : "radio";
  const options = item.kind === "true_false" ? ["true", "false"].map((id) => ({ id, nodes: [make("span", {}, words.say(id))] })) : item.options.map((option) => ({ id: option.id, nodes: textNodes(words.pick(option), item, words) }));
  const labels = options.map((option, place) => {
    const input = make("input", { type, name: "response", value: option.id });
    input.checked = values.includes(option.id);
    const key = make("span", { class: "choice__key", "aria-hidden": "true" }, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place] ?? "");
    return make("label", { class: "choice" }, input, key, make("span", {}, ...option.nodes));
  });
  return [make("div", { class: "choices" }, ...labels)];
}

/** @param {Question} question */
function lines({ item, values, words }) {
  const isOrder = item.kind === "ordering";
  const rows = item.options.map((option, place) => {
    const id = `line-${place + 1}`;
    const offered = isOrder
      ? item.options.map((_option, step) => ({ value: `${option.id}:${step + 1}`, text: String(step + 1) }))
      : (item.matches ?? []).map((match) => ({ value: `${option.id}:${match.id}`, text: plainText(words.pick(match), item, words) }));
    const label = make("label", { for: id }, ...textNodes(words.pick(option), item, words));
    return make("li", {}, label, list(id, offered, values, isOrder ? "–" : words.say("choose")));
  });
  return [make("ul", { class: `lines lines--${item.kind}`, role: "list" }, ...rows)];
}

/** @param {string} id @param {{ value: string, text: string }[]} offered @param {string[]} values @param {string} none */
function list(id, offered, values, none) {
  const select = make("select", { class: "input", name: "response", ...(id ? { id } : {}) }, make("option", { value: "" }, none));
  for (const { value, text } of offered) {
    const option = make("option", { value }, text);
    option.selected = values.includes(value);
    select.append(option);
  }
  return select;
}

/** @param {Question} question */
function quantity({ item, values, words }) {
  const input = make("input", { class: "input", type: "text", name: "response", maxlength: "100", autocomplete: "off", "aria-label": words.say("your_number") });
  if (!item.units) input.inputMode = "decimal";
  input.value = values[0] ?? "";
  // Filled by whoever knows what is saved (standing.js).
  const lacking = make("p", { class: "field__error", role: "status", "data-no-number": "" });
  return [make("p", { class: "quantity" }, input, ...(item.unit ? [make("span", {}, words.pick(item.unit))] : [])), lacking];
}

/** @param {Question} question */
function sentence({ item, values, words }) {
  const holder = make("div", { class: "sentence" });
  words.pick(item.stem).split(GAP).forEach((text, place) => {
    if (place > 0) holder.append(gap(item.gaps?.[place - 1] ?? [], values[place - 1] ?? "", place, words));
    holder.append(...textNodes(text, item, words));
  });
  return [holder];
}

/** @param {string[]} offered @param {string} value @param {number} number @param {Words} words */
function gap(offered, value, number, words) {
  const label = words.say("gap", { number });
  if (offered.length) {
    const select = list("", offered.map((word) => ({ value: word, text: word })), [value], words.say("choose"));
    select.setAttribute("aria-label", label);
    return select;
  }
  const input = make("input", { class: "input", type: "text", name: "response", maxlength: "100", autocomplete: "off", "aria-label": label });
  input.value = value;
  return input;
}
