// What a candidate does at the examination page, told to whoever acts on it. Decides nothing.

import { chooseByKey } from "./typing.js";

/**
 * @typedef {object} Acts
 * @property {Record<string, () => void>} press by the name of a button
 * @property {(event: Event, place: number) => void} choose a question in an overview, by its place from 0
 * @property {(place: number) => void} visit the place in the address
 * @property {(fields: HTMLElement | null) => void} change of the fields of a question
 * @property {(event: Event) => void} key before something is typed
 * @property {(event: Event) => void} typed
 * @property {() => void} online
 * @property {() => void} shown the page is seen again
 * @property {() => void} back from the dialog
 */

/** @param {EventTarget | null} target @returns {HTMLElement | null} the fields of the question that an element belongs to */
const fieldsAround = (target) => (target instanceof Element ? target.closest("[data-item]") : null);

/** @param {HTMLElement} root the paper @param {HTMLDialogElement} dialog of the hand-in @param {Acts} acts */
export function listen(root, dialog, acts) {
  // The button to hand in stands in the bar, outside of the paper.
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("[data-act], [data-question]") : null;
    if (!(target instanceof HTMLElement)) return;
    if (target.dataset.act) acts.press[target.dataset.act]?.();
    else acts.choose(event, Number(target.dataset.question) - 1);
  });
  root.addEventListener("change", (event) => acts.change(fieldsAround(event.target)));
  root.addEventListener("beforeinput", (event) => acts.key(event));
  root.addEventListener("input", (event) => acts.typed(event));
  root.addEventListener("keydown", (event) => chooseByKey(root, event));
  // Other addresses within the page, as that of the skip link, are no questions.
  addEventListener("hashchange", () => /^#\d+$/.test(location.hash) && acts.visit(Number(location.hash.slice(1)) - 1));
  addEventListener("online", () => acts.online());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && acts.shown());
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    acts.back();
  });
}
