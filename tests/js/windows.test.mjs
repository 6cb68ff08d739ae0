// Two windows of one examination in one browser: the older steps back, the newer shows what the older still did.
import assert from "node:assert/strict";
import { test } from "node:test";

import { takeOver, Windows } from "../../static/js/exam/windows.js";

/** A window on a channel of its own making, and what it was told. */
function windowOf(epoch, channel, attempt = "a") {
  const heard = [];
  const own = new Windows({ attempt, epoch }, { onNewer: () => heard.push("newer"), onOlder: () => heard.push("older") }, channel);
  return { own, heard };
}

/** Channels by name, as a browser joins them: everybody hears but the one that speaks. */
function browser() {
  const all = [];
  return () => {
    const hears = [];
    const channel = {
      addEventListener: (_name, act) => hears.push(act),
      postMessage: (data) => all.filter((other) => other !== hears).forEach((other) => other.forEach((act) => act({ data }))),
    };
    all.push(hears);
    return channel;
  };
}

test("the older window hears of the newer one, and the newer of what the older kept", () => {
  const channel = browser();
  const first = windowOf(1, channel());
  const second = windowOf(2, channel());
  second.own.tell();
  assert.deepEqual([first.heard, second.heard], [["newer"], []]);
  first.own.tell();
  assert.deepEqual([first.heard, second.heard], [["newer"], ["older"]]);
});

test("a message that is no epoch says nothing, and without a channel nothing breaks", () => {
  const channel = browser();
  const one = windowOf(2, channel());
  const other = channel();
  for (const data of [null, "3", { epoch: 3 }, 2]) other.postMessage(data);
  assert.deepEqual(one.heard, []);
  assert.doesNotThrow(() => windowOf(1, null).own.tell());
});

test("real channels carry nothing but the number, and only to windows of the same examination", async () => {
  const heard = [];
  const listening = (attempt) => {
    const channel = new BroadcastChannel(`exam-${attempt}`);
    channel.addEventListener("message", ({ data }) => heard.push([attempt, data]));
    return channel;
  };
  const channels = [listening("one"), listening("two")];
  const own = new Windows({ attempt: "one", epoch: 7 }, { onNewer() {}, onOlder() {} });
  own.tell();
  const turn = () => new Promise((resolve) => { setTimeout(resolve, 50); });
  for (let turns = 0; !heard.length && turns < 200; turns += 1) await turn(); // a busy machine delivers late
  await turn(); // what should not come would have come by then
  for (const channel of [...channels, own.channel]) channel.close();
  assert.deepEqual(heard, [["one", 7]]);
});

test("what an older window kept is taken once; what this one wrote itself and what is newer is not", () => {
  const { own } = windowOf(3, null);
  const kept = [{ epoch: 1, seq: 1 }, { epoch: 2, seq: 1 }, { epoch: 3, seq: 1 }, { epoch: 4, seq: 1 }];
  assert.deepEqual(own.unseen(kept), kept.slice(0, 2));
  assert.deepEqual(own.unseen(kept), []);
  assert.deepEqual(own.unseen([...kept, { epoch: 1, seq: 2 }]), [{ epoch: 1, seq: 2 }]);
});

const sheetWith = (answers) => ({ answers, marks: {}, late: new Set() });

test("an answer of the older window fills what is open here, and never what was answered here", () => {
  const sheet = sheetWith({ mine: { response: "b", epoch: 2, seq: 1 } });
  const late = [
    { item: "open", response: "a", epoch: 1, seq: 4 },
    { item: "open", response: "c", epoch: 1, seq: 5 },
    { item: "mine", response: "a", epoch: 1, seq: 6 },
  ];
  assert.deepEqual(takeOver(sheet, late), { count: 1, isNew: true });
  assert.equal(sheet.answers.open.response, "c");
  assert.equal(sheet.answers.mine.response, "b");
  assert.deepEqual([...sheet.late], ["open"]);
  assert.deepEqual(takeOver(sheet, late), { count: 0, isNew: false });
});

test("a mark for later comes along, and its being taken off as well", () => {
  const sheet = sheetWith({});
  assert.deepEqual(takeOver(sheet, [], [{ item: "x", marked: true, response: null, epoch: 1, seq: 1 }]), { count: 0, isNew: true });
  assert.equal(sheet.marks.x.response, true);
  takeOver(sheet, [], [{ item: "x", marked: false, response: null, epoch: 1, seq: 2 }]);
  assert.equal(sheet.marks.x.response, false);
  assert.equal(sheet.late.size, 0);
});
