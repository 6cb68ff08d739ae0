// A picture on which places are marked, as templates/exams/items/places.html draws it for practice.

import { make } from "./dom.js";

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./words.js").Words} Words */

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = { rect: "rect", circle: "circle", poly: "polygon" };

/** @param {Item} item @param {string[]} values @param {Words} words @returns {Node[]} */
export function drawPlaces(item, values, words) {
  const { plan } = item, picks = item.picks ?? 1;
  const picture = item.attachments?.find((one) => one.number === plan?.number);
  if (!plan || !picture) return [];
  const image = make("img", { src: picture.address ?? "", alt: words.pick(picture.alternative) });
  const drawing = svg("svg", { class: "places__drawing", viewBox: `0 0 1000 ${plan.height}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  const regions = item.regions ?? [];
  drawing.append(...regions.map((region, place) => placeOf(region, place + 1)));
  const said = { "data-picture": words.say("picture_keys"), "data-at": words.say("picture_at"), "data-remove": words.say("picture_remove") };
  const holder = make("div", { class: "places", "data-places": String(picks), ...said }, make("div", { class: "places__picture" }, image, drawing));
  holder.append(regions.length ? labels(regions, values, words) : points(picks, values, words));
  return [holder];
}

/** @param {string} tag @param {Record<string, string>} attributes @param {Node[]} children */
function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** @param {import("./types.js").Region} region @param {number} number */
function placeOf(region, number) {
  const [x, y] = region.at;
  const text = svg("text", { x, y });
  text.textContent = String(number);
  const shape = svg(SHAPES[region.shape], region.drawn);
  return svg("g", { class: "places__place", "data-place": region.id }, shape, svg("path", { d: `M${x} ${y}h.01` }), text);
}

/** @param {import("./types.js").Region[]} regions @param {string[]} values @param {Words} words */
function labels(regions, values, words) {
  const rows = regions.map((region, place) => {
    const input = make("input", { type: "checkbox", name: "response", value: region.id });
    input.checked = values.includes(region.id);
    const text = words.pick(region) || words.say("place", { number: place + 1 });
    return make("label", { class: "choice" }, input, make("span", { class: "choice__key" }, String(place + 1)), make("span", {}, text));
  });
  return make("div", { class: "choices choices--places" }, ...rows);
}

/** @param {number} picks @param {string[]} values @param {Words} words */
function points(picks, values, words) {
  const fields = Array.from({ length: picks }, (_none, place) => {
    const input = make("input", { class: "input", type: "text", name: "response", maxlength: "20", autocomplete: "off", "aria-label": words.say("place", { number: place + 1 }) });
    input.value = values[place] ?? "";
    return input;
  });
  return make("div", { class: "places__points" }, ...fields);
}
