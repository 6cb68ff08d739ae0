// The code behind an emergency copy: compared on the machine alone, however it was typed.
import assert from "node:assert/strict";
import { pbkdf2Sync } from "node:crypto";
import { test } from "node:test";

import { codeFits, fileOf, normalCode } from "../../static/js/exam/emergency.js";

const SALT = "0190b6a0-0000-7000-8000-000000000000";
const check = { salt: SALT, rounds: 1000, check: pbkdf2Sync("ABCD2345WXYZ", SALT, 1000, 32, "sha256").toString("hex") };

for (const typed of ["ABCD-2345-WXYZ", "abcd 2345 wxyz", " abcd2345wxyz\n"]) {
  test(`${JSON.stringify(typed)} opens`, async () => assert.equal(await codeFits(typed, check), true));
}

for (const typed of ["", "ABCD-2345-WXYY", "ABCD-2345-WXYZ-2"]) {
  test(`${JSON.stringify(typed)} opens nothing`, async () => assert.equal(await codeFits(typed, check), false));
}

test("the code of another sitting opens nothing here", async () => {
  assert.equal(await codeFits("ABCD-2345-WXYZ", { ...check, salt: "other" }), false);
});

test("a code is compared by its letters and digits", () => assert.equal(normalCode("ab-c 1/2"), "ABC12"));

test("several examinations of one machine go into one file, each with its own records", () => {
  const record = (attempt, seq) => ({ attempt, epoch: 1, seq, nonce: new Uint8Array(12), data: new Uint8Array(3).buffer });
  const copies = [{ attempt: "a", records: [record("a", 1), record("a", 2)] }, { attempt: "b", records: [record("b", 1)] }];
  const { format, version, journals } = JSON.parse(fileOf(copies));
  assert.deepEqual([format, version], ["exam-journal", 2]);
  assert.deepEqual(journals.map(({ attempt, records }) => [attempt, records.map(({ seq }) => seq)]), [["a", [1, 2]], ["b", [1]]]);
});
