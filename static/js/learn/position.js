// Keeps where the reader is, so that the next terminal goes on there: part, paragraph, second of a recording.
// An older terminal cannot overwrite a newer place: each place says when it was taken, by the server's clock.

import { paragraphs, placeAt, Rest } from "./paragraphs.js";
import { followRecordings } from "./recordings.js";
import { body, learning, send } from "./report.js";
import { ServerTime } from "./server-time.js";
import { Throttled } from "./throttled.js";

/** @typedef {Record<string, string | number>} Place */

const EVERY = 2_000;
const SETTLED = 300; // a scroll that goes on is no place yet, and measuring costs an old machine time
const READING_LINE = 0.2; // of the screen's height
const ABOVE = 2; // pixels, so that a rounded height is still above the line
const AFTER_LOAD = 100; // the browser's last own scroll
const MOVES = ["wheel", "touchmove", "keydown", "pointerdown"];
const form = learning();

/** Go to the paragraph where the reader stopped: to the height at which it is measured, or each opening reads on.
 * @returns {Rest | null} */
function resume() {
  const { part = "", paragraph = "0" } = form?.dataset ?? {};
  const section = document.getElementById(`part-${part}`);
  const node = (section && paragraphs(section)[Number(paragraph)]) ?? section;
  if (!node) return null;
  scrollBy({ top: node.getBoundingClientRect().top - innerHeight * READING_LINE + ABOVE, behavior: "instant" });
  return new Rest(node, { part, paragraph });
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

  /** @type {Rest | null} */
  let rest = null;
  let isArriving = false;

  const note = (/** @type {boolean | void} */ always) => {
    if (isArriving && !always) return;
    if (!rest?.isHere) rest = null;
    const place = rest?.place ?? placeAt(innerHeight * READING_LINE);
    const name = `${place.part}.${place.paragraph}`;
    if (name === last && !always) return;
    last = name;
    reports.offer({ ...place, ...heard, at: time.now() });
  };

  const goOn = () => void (rest = resume());
  // Until all is loaded the browser itself goes to the part's beginning again and again: that is nobody's reading.
  const arrive = () => {
    isArriving = true;
    const settled = () => setTimeout(() => {
      if (isArriving) goOn();
      isArriving = false;
    }, AFTER_LOAD);
    requestAnimationFrame(goOn);
    if (document.readyState === "complete") settled();
    else addEventListener("load", settled, { once: true });
    for (const name of MOVES) addEventListener(name, () => void (isArriving = false), { passive: true, once: true });
  };
  followRecordings({ recording, second: Number(second) }, (place) => {
    heard = place;
    note(true);
  });
  if (part && location.hash === `#part-${part}`) arrive();
  document.querySelector("[data-resume]")?.addEventListener("click", () => setTimeout(goOn));
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
