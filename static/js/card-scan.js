// Reads a card wherever the cursor is. A scanner types like a very fast keyboard and ends with Enter;
// what it typed goes into the form's hidden card field. Without this module it types into the number field, which
// the server reads as well.

const CARD = /LMS1[:：][^:：\s]{2,60}[:：][A-Z2-7]{26}$/i;
const FASTEST_HAND = 80; // milliseconds between two keys; scanners need less than 30

const form = document.querySelector("form[data-card-scan]");
let typed = "";
let last = 0;

/** @param {KeyboardEvent} event */
function listen(event) {
  if (!(form instanceof HTMLFormElement)) return;
  if (event.timeStamp - last > FASTEST_HAND) typed = "";
  last = event.timeStamp;
  if (event.key.length === 1) typed += event.key;
  const found = event.key === "Enter" ? CARD.exec(typed) : null;
  if (!found) return;
  event.preventDefault();
  typed = "";
  for (const field of form.querySelectorAll("input:not([type=hidden])")) {
    if (field instanceof HTMLInputElement) field.value = "";
  }
  const card = form.querySelector("input[name=card]");
  if (card instanceof HTMLInputElement) card.value = found[0];
  form.requestSubmit();
}

addEventListener("keydown", listen, { capture: true });
