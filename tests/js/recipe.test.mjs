// The recipe on the page works out what the server works out.
import assert from "node:assert/strict";
import { test } from "node:test";

import { readAmount, roundedGrams, workOut, yuan } from "../../static/js/recipe.js";

const DOUGH = [{ percent: 100, fen: 450 }, { percent: 7.5, fen: 800 }, { percent: 1, fen: null }];

// The same cases as in tests/pages/test_recipes.py.
for (const [grams, rounded] of [[0.04, 0], [0.05, 0.1], [9.94, 9.9], [10, 10], [99.5, 100], [999.4, 999], [1002.4, 1000], [1002.5, 1005], [12347, 12345]]) {
  test(`${grams} g is weighed as ${rounded} g`, () => assert.equal(roundedGrams(grams), rounded));
}

for (const [base, portions, grams, cost] of [
  [500, 20, [500, 38, 5], "2.55"],
  [1000, 40, [1000, 75, 10], "5.10"],
  [25, 1, [25, 1.9, 0.3], "0.13"],
  [250, 10, [250, 19, 2.5], "1.28"],
  [12345, 493.8, [12345, 926, 123], "62.96"],
]) {
  test(`${base} g of the base`, () => {
    const batch = workOut(DOUGH, base, portions);
    assert.deepEqual(batch.rows.map((row) => row.grams), grams);
    assert.equal(batch.cost, cost);
    assert.equal(batch.portion_cost, "0.13");
    assert.equal(batch.rows[2].cost, "–");
  });
}

test("amounts that cannot be are refused", () => {
  for (const text of ["0", "-3", "1e9", "abc", "", "NaN", "Infinity", "2.5", "10001"]) assert.equal(readAmount(text, 10_000, true), null);
  assert.equal(readAmount(" 30 ", 10_000, true), 30);
  assert.equal(readAmount("750.5", 1_000_000, false), 750.5);
});

test("money is written with both places", () => assert.equal(yuan(5), "0.05"));

test("without any price there is no cost", () => {
  const batch = workOut([{ percent: 100, fen: null }], 500, 20);
  assert.deepEqual([batch.cost, batch.portion_cost, batch.rows[0].cost], ["–", "–", "–"]);
});
