// Answers that are kept and do not count: what the page shows of them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { takeHeld } from "../../static/js/exam/holding.js";
import { AnswerQueue } from "../../static/js/exam/queue.js";
import { emptySheet, fillSheet, heldState, placesOf } from "../../static/js/exam/sheet.js";

const answer = (seq, response = "a", epoch = 1) => ({ response, epoch, seq });
const held = (item, seq, refused, elsewhere = false) => ({ item, refused, elsewhere, ...answer(seq, `held${seq}`) });
const event = (item, seq, response) => ({ item, monotonic_ms: 0, client_at: "", ...answer(seq, response) });
const paperOf = (answers, heldOnes, last = 9) => ({ epoch: 1, last_seq: last, items: [{ uuid: "i" }, { uuid: "j" }], answers, marks: {}, held: heldOnes });

function filled(paper, left = []) {
  const sheet = emptySheet();
  fillSheet(sheet, paper, left);
  return sheet;
}

test("after a reload the journal of this machine brings no refused answer back", () => {
  const sheet = filled(paperOf({ i: answer(1) }, [held("i", 2, true), held("j", 3, true)]), [event("i", 1, "a"), event("i", 2, "held2"), event("j", 3, "held3")]);
  assert.deepEqual([sheet.answers.i?.response, sheet.answers.j], ["a", undefined]);
  assert.deepEqual([heldState(sheet, "i"), heldState(sheet, "j")], ["refused", "refused"]);
});

test("what nobody has decided on is shown, and called that, at another seat too", () => {
  const sheet = filled(paperOf({}, [held("i", 2, false)]));
  assert.deepEqual([sheet.answers.i?.response, heldState(sheet, "i")], ["held2", "waits"]);
});

test("what came from elsewhere is shown only where this machine wrote it", () => {
  const paper = paperOf({}, [held("i", 2, false, true), held("j", 3, false, true)]);
  const sheet = filled(paper, [event("j", 3, "held3")]);
  assert.deepEqual([sheet.answers.i, heldState(sheet, "i"), heldState(sheet, "j")], [undefined, "", "waits"]);
});

test("a newer answer stands for itself", () => {
  const sheet = filled(paperOf({ i: answer(5) }, [held("i", 2, true), held("j", 3, false)]), [event("j", 6, "new")]);
  assert.deepEqual([heldState(sheet, "i"), heldState(sheet, "j")], ["", ""]);
});

function pageOf(paper, later) {
  const said = [];
  const page = {
    sheet: filled(paper),
    places: placesOf(paper),
    queue: new AnswerQueue(1, paper.last_seq),
    view: { overview: () => {}, message: ({ title, values }) => said.push([title, values.questions]) },
    typing: { finish: () => {} },
    draw: () => {},
    server: { paper: async () => (page.asked += 1, later(page)) },
    asked: 0,
  };
  return { page, said };
}

test("an answer that waits is called so without asking for the paper; a refusal takes it off and is told", async () => {
  const { page, said } = pageOf(paperOf({ i: answer(1), j: answer(2) }, []), () => paperOf({ i: answer(1) }, [held("j", 2, true)]));
  await takeHeld(page, [[1, 2, false]]);
  assert.deepEqual([page.asked, heldState(page.sheet, "j"), heldState(page.sheet, "i"), said], [0, "waits", "", []]);
  await takeHeld(page, [[1, 2, true]]);
  assert.deepEqual([page.asked, page.sheet.answers.j, heldState(page.sheet, "j"), said], [1, undefined, "refused", [["refused_title", "2"]]]);
  await takeHeld(page, [[1, 2, true]]);
  assert.equal(page.asked, 1, "it is told once");
});

test("what was answered while the paper came stays, and a paper that did not come is asked for again", async () => {
  let fails = true;
  const { page } = pageOf(paperOf({ i: answer(1) }, [], 1), (own) => {
    if (fails) throw new Error("away");
    own.sheet.answers.j = answer(2, "now");
    return paperOf({}, [held("i", 1, true)], 1);
  });
  await takeHeld(page, [[1, 1, true]]);
  assert.deepEqual([page.places, page.sheet.answers.i?.response], [[], "a"]);
  fails = false;
  await takeHeld(page, [[1, 1, true]]);
  assert.deepEqual([page.sheet.answers.i, page.sheet.answers.j?.response], [undefined, "now"]);
});
