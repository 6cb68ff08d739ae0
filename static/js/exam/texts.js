// Texts of questions: words with pictures and formulas where their marks stand.

import { make } from "./dom.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./words.js").Words} Words */

const MARK = /\[\[([1-9][0-9]?)\]\]/;
// A bracket of the question's own is where the answer goes: it stays as wide as an answer.
const BRACKET = /([（(])\s*([）)])/gu;
const ROOM = "$1\u00a0\u00a0\u00a0\u00a0$2";

/**
 * @param {string} text @param {Item} item @param {Words} words
 * @param {{ zoom?: boolean, without?: number }} [how] `zoom`: pictures can be opened large; `without`: shown elsewhere
 * @returns {Node[]}
 */
export function textNodes(text, item, words, how = {}) {
  return text.split(MARK).flatMap((piece, place) => {
    if (place % 2 === 0) return piece ? [make("span", { class: "words" }, piece.replace(BRACKET, ROOM))] : [];
    if (Number(piece) === how.without) return [];
    const attachment = item.attachments?.find((one) => one.number === Number(piece));
    return attachment ? [attachmentNode(attachment, words, how)] : [make("span", {}, `[[${piece}]]`)];
  });
}

/** @param {import("./types.js").Attachment} attachment @param {Words} words @param {{ zoom?: boolean }} how */
function attachmentNode(attachment, words, how) {
  const told = words.pick(attachment.alternative) || attachment.alternative.en;
  if (attachment.kind === "formula") return formula(attachment);
  const address = attachment.address ?? "";
  if (!how.zoom) return make("img", { class: "figure", src: address, alt: told });
  const label = words.say("picture_large", { what: told });
  const link = { class: "figure", href: address, target: "_blank", "data-zoom": "", "data-words": told };
  const picture = make("img", { src: address, alt: "" });
  return make("a", { ...link, "data-close": words.say("close"), "aria-label": label }, picture);
}

/** @param {import("./types.js").Attachment} attachment */
function formula(attachment) {
  if (!attachment.math) return make("code", {}, attachment.source ?? "");
  const holder = make("span", { class: "math" });
  holder.innerHTML = attachment.math; // the server's own drawing: a list of elements and attributes, nothing that acts
  return holder;
}

/** @param {string} text @param {Item} item @param {Words} words @returns {string} one line of words for a list */
export function plainText(text, item, words) {
  const pieces = text.split(MARK).map((piece, place) => {
    const attachment = place % 2 ? item.attachments?.find((one) => one.number === Number(piece)) : null;
    return attachment ? words.pick(attachment.alternative) || attachment.source || "" : piece;
  });
  return pieces.join("").split(/\s+/).join(" ").trim().replace(BRACKET, ROOM);
}
