// A marked term opens its meaning over the text, by click, touch or Enter. Without this the link leads to the words.

const GAP = 8;

/** Keep a box of this size on the screen, below the word or above it.
 * @param {{ left: number, top: number, bottom: number }} word @param {{ width: number, height: number }} box
 * @param {{ width: number, height: number }} screen */
export function placeFor(word, box, screen) {
  const below = word.bottom + GAP;
  const fits = below + box.height <= screen.height;
  return {
    left: Math.max(GAP, Math.min(word.left, screen.width - box.width - GAP)),
    top: Math.max(GAP, fits ? below : word.top - GAP - box.height),
  };
}

/** @param {Event} event */
function open(event) {
  const link = event.target instanceof Element ? event.target.closest("a.term") : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  const pop = document.getElementById(link.dataset.term ?? "");
  if (!pop?.showPopover) return;
  event.preventDefault();
  pop.showPopover();
  const { left, top } = placeFor(link.getBoundingClientRect(), pop.getBoundingClientRect(), { width: innerWidth, height: innerHeight });
  pop.style.left = `${left}px`;
  pop.style.top = `${top}px`;
  pop.focus();
}

if (typeof document !== "undefined") document.addEventListener("click", open);
