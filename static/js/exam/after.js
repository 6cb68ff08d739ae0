// After the receipt: deliver what this machine may still hold of the attempt, then erase it here.
// What arrives now is kept as evidence and does not count; but nothing vanishes unseen.

import { openJournal } from "./journal.js";
import { AnswerQueue } from "./queue.js";
import { Sender } from "./sender.js";
import { ExamServer } from "./server.js";

/** @param {HTMLElement} place */
async function clean(place) {
  const { attempt = "", api = "", journalKey = "", token = "" } = place.dataset;
  const journal = await openJournal(attempt, journalKey);
  const queue = new AnswerQueue(0, 0);
  queue.restore(await journal.read());
  const erase = () => void (queue.isDelivered && journal.erase());
  const sender = new Sender(queue, new ExamServer(api, token), { onReply() {}, onTrouble() {}, onChange: erase });
  erase();
  sender.wake(0);
}

const place = document.getElementById("after");
if (place) void clean(place);
