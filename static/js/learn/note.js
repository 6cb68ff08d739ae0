// Saves the private note after each pause and says so. When another terminal wrote meanwhile, both texts are shown.
// Without this module the form is a plain one.

import { send } from "./report.js";

const PAUSE = 1_500;
const LATER = 10_000;

/** @param {HTMLFormElement} form */
export function autosave(form, pause = PAUSE) {
  const text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const revision = /** @type {HTMLInputElement} */ (form.elements.namedItem("revision"));
  const state = /** @type {HTMLElement | null} */ (form.querySelector("[data-note-state]"));
  let saved = text.defaultValue; // what the server sent: somebody may have written before this module ran
  let isBusy = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {string} name */
  const show = (name) => void (state && (state.dataset.state = name));
  /** @param {number} wait */
  const soon = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => void save(), wait);
  };
  // Who leaves while a save is on its way would lose what was written since: the last one does not wait.
  const save = async (isLast = false) => {
    if (isBusy && !isLast) return;
    if (text.value === saved) return show("server");
    isBusy = true;
    const wanted = text.value;
    const answer = await send(form.action, new FormData(form));
    isBusy = false;
    if (!answer) return show("unsaved"), soon(LATER);
    saved = wanted;
    revision.value = String(answer.revision);
    show(text.value === saved ? "server" : "local");
    const time = form.querySelector("[data-time]");
    if (time) time.textContent = answer.time;
    const others = document.querySelector("[data-note-others]");
    if (others) others.innerHTML = answer.others;
    if (text.value !== saved) soon(pause);
  };

  text.addEventListener("input", () => {
    show("local");
    soon(pause);
  });
  addEventListener("pagehide", () => void save(true));
  if (text.value !== saved) {
    show("local");
    soon(pause);
  }
  form.addEventListener("submit", () => clearTimeout(timer));
}

for (const form of document.querySelectorAll("form[data-note]")) {
  if (form instanceof HTMLFormElement) autosave(form);
}
