// What the fields of a question mean, and back. Pure: no page. The server judges by the same forms (bank/rules).

/** @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Response} Response */

/** @param {Response | undefined} response */
export function isAnswered(response) {
  if (response === null || response === undefined || response === "") return false;
  if (Array.isArray(response)) return response.some((one) => one !== "");
  return typeof response !== "object" || Object.keys(response).length > 0;
}

/**
 * Whether nothing of an answer is open, as far as the page can tell: no gap, no place given twice, a number where one is asked.
 * @param {Item} item @param {Response | undefined} response
 */
export function isWhole(item, response) {
  if (!isAnswered(response)) return false;
  if (item.kind === "numeric") return isNumber(String(response));
  if (item.kind === "fill_in") return Array.isArray(response) && response.every(Boolean);
  if (item.kind !== "ordering" && item.kind !== "matching") return true;
  const places = Object.values(/** @type {object} */ (response));
  return places.length === item.options.length && (item.kind === "matching" || new Set(places).size === places.length);
}

// As the server reads numbers (bank/rules/entering): in any width, without spaces, a unit may follow.
const NUMBER = /^[+-]?(?:[0-9]+(?:[.,][0-9]*)*|[.,][0-9]+)/;
const THOUSANDS = /^[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?$/;

/** @param {string} text @returns {boolean} whether the server can read it as a number */
function isNumber(text) {
  const [number = ""] = text.normalize("NFKC").replace(/[\u2212\u2013]/g, "-").replace(/\s+/g, "").match(NUMBER) ?? [];
  return number !== "" && ((number.match(/[.,]/g) ?? []).length <= 1 || THOUSANDS.test(number));
}

/**
 * Whether something stands where a number is asked, and the server can read no number in it.
 * @param {Item} item @param {string} text
 */
export function lacksNumber(item, text) {
  return item.kind === "numeric" && isAnswered(text.trim()) && !isNumber(text);
}

/**
 * Return the response of a question from the values of its fields; null for nothing.
 * @param {Item} item @param {string[]} values of what is chosen, or of every field where something is typed
 * @returns {Response}
 */
export function readResponse(item, values) {
  const read = read_by_kind[item.kind](values);
  return isAnswered(read) ? read : null;
}

/** @type {Record<Item["kind"], (values: string[]) => Response>} */
const read_by_kind = {
  true_false: ([value]) => (value === undefined ? null : value === "true"),
  single: ([value]) => value ?? null,
  multiple: (values) => [...values].sort(),
  ordering: (values) => pairs(values, Number),
  matching: (values) => pairs(values, String),
  // Exactly as it was typed: what it means is for whoever marks it.
  numeric: ([value]) => (value?.trim() ? value : null),
  fill_in: (values) => values.map((value) => value.trim()),
  hotspot: (values) => [...new Set(values.filter(Boolean))],
  short_answer: ([value]) => (value?.trim() ? value : null),
};

/** @template T @param {string[]} values "option:value" @param {(text: string) => T} as @returns {Record<string, T>} */
function pairs(values, as) {
  const named = values.filter((value) => value.includes(":")).map((value) => value.split(":"));
  return Object.fromEntries(named.map(([name, value]) => [name ?? "", as(value ?? "")]));
}

/** @param {Response | undefined} response @returns {string[]} the values of fields that mean this response */
export function valuesOf(response) {
  if (response === null || response === undefined) return [];
  if (Array.isArray(response)) return response;
  if (typeof response === "object") return Object.entries(response).map(([name, value]) => `${name}:${value}`);
  return [String(response)];
}
