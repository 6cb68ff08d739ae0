// The forms of calls and visits: what they say in words, and what the server refused put back to be mended.

import { make } from "../exam/dom.js";

/**
 * `said` tells in words what was written, of whom; `why` why the server did not take it; `seen` and `newest` what
 * somebody else wrote since, where that is why.
 * @typedef {{ person: string, fields: [string, string][], said?: string, why?: string, seen?: string, newest?: string }} Waiting
 */

/** @param {string} person @returns {HTMLFormElement | null} the form of somebody, where this page has it */
export function formOf(person) {
  return document.querySelector(`form[data-follow-up-form="${CSS.escape(person)}"]`);
}

/** @param {HTMLFormElement} form @returns {string} under which key its content goes */
export function keyOf(form) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem("client_key")).value;
}

/** Put what the server refused back into its form, to be mended and kept again under the same key. @param {Waiting} held */
export function giveBack(held) {
  const form = formOf(held.person);
  if (!form || !held.why || held.seen) return;
  const isSame = keyOf(form) === Object.fromEntries(held.fields).client_key;
  if (!isSame && form.dataset.touched) return; // another contact is being written
  for (const box of form.querySelectorAll("input[type=radio], input[type=checkbox]")) /** @type {HTMLInputElement} */ (box).checked = false;
  for (const [name, value] of held.fields) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type)) field.checked ||= field.value === value;
      else /** @type {HTMLInputElement} */ (field).value = value;
    }
  }
  form.hidden = false;
  const told = form.querySelector("[data-refused]") ?? make("p", { class: "help-block help-critical", role: "alert", "data-refused": "" });
  told.textContent = held.why;
  form.prepend(told);
  const along = form.closest("details");
  if (along) along.open = true;
}

/** Whoever is on the way may cross midnight: the later of the server's day and the device's is the last. @param {HTMLInputElement} day */
export function notLaterThanToday(day) {
  if (!day.max) return;
  const here = new Date();
  const today = [here.getFullYear(), here.getMonth() + 1, here.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  if (today > day.max) day.max = today;
}

/** @param {HTMLFormElement} form @returns {string} of whom, and what was written, as the page words it */
export function inWords(form) {
  const said = [form.dataset.name ?? ""];
  for (const field of form.elements) {
    if (field instanceof HTMLSelectElement) said.push(field.value ? (field.selectedOptions[0]?.textContent ?? "") : "");
    else if (field instanceof HTMLTextAreaElement) said.push(field.value);
    else if (!(field instanceof HTMLInputElement) || field.type === "hidden") continue;
    else if (!["radio", "checkbox"].includes(field.type)) said.push(field.value);
    else if (field.checked) said.push(field.labels?.[0]?.textContent ?? "");
  }
  return said.map((one) => one.trim()).filter(Boolean).join(" · ");
}
