// The sign of life of somebody who learns: every half minute while active, and when the page is left.

import { ActivityMeter } from "./activity.js";
import { isPlaying } from "./recordings.js";
import { body, learning, send } from "./report.js";

const EVERY = 30_000;
/** @type {[string, import("./activity.js").Doing][]} */
const SEEN = [["keydown", "keys"], ["pointerdown", "pointers"], ["pointermove", "pointers"], ["scroll", "scrolls"], ["wheel", "scrolls"]];
const form = learning();

/** @param {HTMLFormElement} form */
function live(form) {
  const url = form.dataset.aliveUrl ?? "";
  const meter = new ActivityMeter();
  const page = crypto.randomUUID?.() ?? uuid();
  let seq = 0;
  let sentAt = -Infinity;
  const fields = () => ({ page, seq: ++seq, ...meter.take() });
  const due = () => {
    sentAt = performance.now();
    const claim = fields();
    void send(url, body(form, claim)).then((answer) => answer ?? meter.putBack(claim.active_ms));
  };
  const leave = () => {
    meter.tick(true, isPlaying());
    if (meter.activeMs >= 1000) navigator.sendBeacon(url, body(form, fields()));
  };

  for (const [name, doing] of SEEN) addEventListener(name, () => meter.note(doing), { passive: true, capture: true });
  const look = () => {
    const isActive = meter.tick(document.visibilityState === "visible", isPlaying());
    if (isActive && performance.now() - sentAt >= EVERY) due();
  };
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? leave() : look()));
  addEventListener("pagehide", () => document.visibilityState === "visible" && leave());
  look();
}

// randomUUID is there on encrypted pages only; some classrooms have none.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

if (form) live(form);
