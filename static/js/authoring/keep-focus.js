// A block that is moved by keyboard takes the focus along: the browser lets it go when Wagtail puts the block elsewhere,
// and who works without a mouse would begin at the top of the page again. When that happens depends on the machine, so it
// is looked for until whoever moved the block does something else.

const LOOK_EVERY = 50;
const LOOK_FOR = 3_000;
/** @type {HTMLButtonElement | null} */
let pressed = null;

/** @param {MouseEvent} event */
function noteMove(event) {
  const button = event.target instanceof Element ? event.target.closest("button[data-streamfield-action^=MOVE_]") : null;
  if (!(button instanceof HTMLButtonElement)) return;
  pressed = button;
  look(button, Date.now() + LOOK_FOR);
}

/** @param {HTMLButtonElement} button @param {number} end */
function look(button, end) {
  setTimeout(() => {
    if (pressed !== button || Date.now() > end) return;
    if (document.activeElement === document.body) open(button)?.focus();
    look(button, end);
  }, LOOK_EVERY);
}

/** At the end of the list the way on is closed: the way back stands beside it. @param {HTMLButtonElement} button */
function open(button) {
  const way = button.disabled ? button.parentElement?.querySelector("[data-streamfield-action^=MOVE_]:not(:disabled)") : button;
  return way instanceof HTMLElement ? way : null;
}

function forget() {
  pressed = null;
}

document.addEventListener("click", noteMove, { capture: true });
for (const name of ["keydown", "pointerdown"]) document.addEventListener(name, forget, { capture: true });
