// The buttons that have a part read aloud. They stay hidden where the terminal has no voice for the language.

import { paragraphs, parts } from "./paragraphs.js";
import { pickVoice, Reader } from "./reader.js";

/** @type {HTMLElement | null} */
let current = null;

/** @param {HTMLElement} part @param {string} state */
function showButtons(part, state) {
  /** @type {Record<string, boolean>} */
  const shown = { start: state !== "reading", pause: state === "reading", stop: state !== "idle" };
  for (const button of part.querySelectorAll("[data-read]")) {
    if (button instanceof HTMLElement) button.hidden = !shown[button.dataset.read ?? ""];
  }
}

const reader = "speechSynthesis" in window && new Reader(speechSynthesis, (text) => new SpeechSynthesisUtterance(text), (node, state) => {
  for (const marked of document.querySelectorAll(".is-read")) marked.classList.remove("is-read");
  node?.classList.add("is-read");
  if (state === "reading") node?.scrollIntoView({ block: "nearest" });
  if (current) showButtons(current, state);
});

/** @param {HTMLElement} part */
const voiceOf = (part) => pickVoice(speechSynthesis.getVoices(), part.closest("[lang]")?.getAttribute("lang") ?? "zh");

function offer() {
  for (const part of parts()) if (part !== current && voiceOf(part)) showButtons(part, "idle");
}

/** @param {Reader} reader @param {HTMLElement} part @param {string} wish */
function obey(reader, part, wish) {
  if (wish === "pause") return reader.pause(true);
  if (wish === "stop") return reader.stop();
  if (part === current && reader.state === "paused") return reader.pause(false);
  const voice = voiceOf(part);
  reader.stop();
  current = part;
  if (voice) reader.start(paragraphs(part), voice);
}

if (reader) {
  offer();
  speechSynthesis.addEventListener("voiceschanged", offer);
  addEventListener("pagehide", () => reader.stop());
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-read]") : null;
    const part = button?.closest(".part");
    if (button instanceof HTMLElement && part instanceof HTMLElement) obey(reader, part, button.dataset.read ?? "");
  });
}
