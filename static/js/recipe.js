// Works out a recipe on the page. Without this module its forms are plain ones and the page comes back worked out.
// The rules are those of courses/pages/recipes.py.

/** @param {number} grams as a kitchen weighs it */
export function roundedGrams(grams) {
  const step = grams < 10 ? 0.1 : grams < 1000 ? 1 : 5;
  return Number((halfUp(grams / step) * step).toFixed(1));
}

/** @param {number} value */
const halfUp = (value) => Math.floor(value + 0.5 + 1e-9);

/** @param {number} fen */
export const yuan = (fen) => (fen / 100).toFixed(2);

/** @param {string} text @param {number} most @param {boolean} whole */
export function readAmount(text, most, whole) {
  const number = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN;
  return number >= 1 && number <= most && (!whole || Number.isInteger(number)) ? number : null;
}

/** @param {{ percent: number, fen: number | null }[]} rows @param {number} base @param {number} portions */
export function workOut(rows, base, portions) {
  const exact = rows.map(({ percent, fen }) => (fen === null ? null : (base * percent * fen) / 100_000));
  const grams = rows.map(({ percent }) => roundedGrams((base * percent) / 100));
  const cost = exact.every((fen) => fen === null) ? null : halfUp(exact.reduce((/** @type {number} */ sum, fen) => sum + (fen ?? 0), 0));
  return {
    rows: rows.map((_row, at) => ({ grams: grams[at], cost: exact[at] === null ? "–" : yuan(halfUp(exact[at] ?? 0)) })),
    grams: Number(grams.reduce((sum, weight) => sum + weight, 0).toFixed(1)),
    cost: cost === null ? "–" : yuan(cost), portion_cost: cost === null ? "–" : yuan(halfUp(cost / portions)),
    base_grams: roundedGrams(base), portions: Number(portions.toFixed(1)),
  };
}

/** @param {HTMLElement} recipe @param {HTMLInputElement} field */
function show(recipe, field) {
  const isPortions = field.name === "portions";
  const amount = readAmount(field.value, Number(field.dataset.most), isPortions);
  const problem = /** @type {HTMLElement} */ (recipe.querySelector("[data-problem]"));
  problem.textContent = amount === null ? problem.dataset[isPortions ? "portionsText" : "baseGramsText"] ?? "" : "";
  if (amount === null) return;
  const factor = amount / Number(recipe.dataset[isPortions ? "portions" : "baseGrams"]);
  const lines = /** @type {HTMLElement[]} */ ([...recipe.querySelectorAll("tr[data-percent]")]);
  const rows = lines.map(({ dataset }) => ({ percent: Number(dataset.percent), fen: dataset.fen ? Number(dataset.fen) : null }));
  const batch = workOut(rows, factor * Number(recipe.dataset.baseGrams), factor * Number(recipe.dataset.portions));
  const put = (/** @type {Element | null} */ place, /** @type {unknown} */ value) => { if (place) place.textContent = String(value); };
  lines.forEach((line, at) => { for (const cell of /** @type {const} */ (["grams", "cost"])) put(line.querySelector(`[data-cell=${cell}]`), batch.rows[at][cell]); });
  for (const [name, value] of Object.entries(batch)) for (const place of recipe.querySelectorAll(`[data-out=${name}]`)) put(place, value);
  for (const other of recipe.querySelectorAll("input[data-most]")) if (other instanceof HTMLInputElement && other !== field) other.value = String(batch[/** @type {"portions"} */ (other.name)]);
}

for (const form of globalThis.document?.querySelectorAll("[data-recipe] form") ?? []) {
  const field = /** @type {HTMLInputElement} */ (form.querySelector("input[data-most]"));
  form.addEventListener("submit", (event) => { event.preventDefault(); show(/** @type {HTMLElement} */ (form.closest("[data-recipe]")), field); });
}
