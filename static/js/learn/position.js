// Keeps where the reader is, so that the next terminal goes on there: part, paragraph, second of a recording.
// An older terminal cannot overwrite a newer place: each place says when it was taken, by the server's clock.

import { paragraphs, placeAt } from "./paragraphs.js";
import { followRecordings } from "./recordings.js";
import { body, learning, send } from "./report.js";
import { ServerTime } from "./server-time.js";
import { Throttled } from "./throttled.js";

/** @typedef {Record<string, string | number>} Place */

const EVERY = 2_000;
const SETTLED = 300; // a scroll that goes on is no place yet, and measuring costs an old machine time
const READING_LINE = 0.2; // of the screen's height
const form = learning();

/** Go to the paragraph where the reader stopped. */
function resume() {
  const section = document.getElementById(`part-${form?.dataset.part}`);
  const paragraph = section && paragraphs(section)[Number(form?.dataset.paragraph)];
  (paragraph ?? section)?.scrollIntoView({ block: "start" });
}

/** @param {HTMLFormElement} form */
function follow(form) {
  const { positionUrl: url = "", part = "", paragraph = "0", recording = "", second = "", step = "" } = form.dataset;
  const time = new ServerTime(Number(form.dataset.now));
  /** @type {Place} */
  let heard = recording ? { recording, second } : {};
  let last = `${part}.${paragraph}`;
  const reports = new Throttled(EVERY, (/** @type {Place} */ place) => {
    void send(url, body(form, place)).then((answer) => answer && time.anchor(answer.now));
  });

  const note = (/** @type {boolean | void} */ always) => {
    const place = placeAt(innerHeight * READING_LINE);
    const name = `${place.part}.${place.paragraph}`;
    if (name === last && !always) return;
    last = name;
    reports.offer({ ...place, ...heard, at: time.now() });
  };

  followRecordings({ recording, second: Number(second) }, (place) => {
    heard = place;
    note(true);
  });
  if (part && location.hash === `#part-${part}`) requestAnimationFrame(resume);
  document.querySelector("[data-resume]")?.addEventListener("click", () => setTimeout(resume));
  let timer = 0;
  const settle = () => {
    clearTimeout(timer);
    timer = setTimeout(note, SETTLED);
  };
  addEventListener("scroll", settle, { passive: true });
  addEventListener("pagehide", () => reports.flush((place) => void navigator.sendBeacon(url, body(form, place))));
  if (step && step !== part) note(true);
}

if (form) follow(form);
