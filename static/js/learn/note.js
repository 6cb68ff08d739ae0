// Saves the private note after each pause and says so. When another terminal wrote meanwhile, both texts are shown.
// Without this module the form is a plain one.

import { saveBeforeLeaving } from "../leaving.js";
import { send } from "./report.js";

const PAUSE = 1_500;
const LATER = 10_000;

/** @param {HTMLFormElement} form */
export function autosave(form, pause = PAUSE) {
  const text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const revision = /** @type {HTMLInputElement} */ (form.elements.namedItem("revision"));
  const state = /** @type {HTMLElement | null} */ (form.querySelector("[data-note-state]"));
  let saved = text.defaultValue; // what the server sent: somebody may have written before this module ran
  let sending = saved;
  /** @type {Promise<void> | null} */
  let running = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const isUnsaved = () => text.value !== saved;
  /** @param {string} name */
  const show = (name) => void (state && (state.dataset.state = name));
  /** @param {number} wait */
  const soon = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => void save(), wait);
  };
  // Who leaves while a save is on its way would lose what was written since: the last one does not wait.
  const save = async (isLast = false) => {
    if (!isUnsaved()) return show("server");
    if (running && (!isLast || text.value === sending)) return running;
    const wanted = (sending = text.value);
    running = send(form.action, new FormData(form)).then((answer) => taken(wanted, answer));
    return running;
  };
  /** @param {string} wanted @param {any} answer */
  const taken = (wanted, answer) => {
    running = null;
    if (!answer) return show("unsaved"), soon(LATER);
    saved = wanted;
    revision.value = String(answer.revision);
    show(isUnsaved() ? "local" : "server");
    const time = form.querySelector("[data-time]");
    if (time) time.textContent = answer.time;
    const others = document.querySelector("[data-note-others]");
    if (others) others.innerHTML = answer.others;
    if (isUnsaved()) soon(pause);
  };
  /** Save also what was written while a save was on its way. */
  const saveAll = async () => {
    await running;
    await save();
  };

  text.addEventListener("input", () => {
    show("local");
    soon(pause);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // where the server is away, a plain form would take the text with it
    void saveAll();
  });
  addEventListener("pagehide", () => void save(true));
  saveBeforeLeaving({ isUnsaved, save: saveAll });
  if (isUnsaved()) {
    show("local");
    soon(pause);
  }
}

for (const form of document.querySelectorAll("form[data-note]")) {
  if (form instanceof HTMLFormElement) autosave(form);
}
