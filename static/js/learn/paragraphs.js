// The paragraphs of a part in reading order: what is read aloud one by one, and what a position counts.

const READABLE = "h2, h3, h4, p, li, figcaption, caption, th, td, dt, dd, legend, label";
const STILL = 8; // pixels: less than a line

/** @param {Element} part @returns {HTMLElement[]} */
export function paragraphs(part) {
  const found = /** @type {HTMLElement[]} */ ([...part.querySelectorAll(READABLE)]);
  return found.filter((node) => !node.querySelector(READABLE) && !node.closest("[data-tools], [popover]") && node.textContent?.trim());
}

/** @returns {HTMLElement[]} the parts on this page */
export const parts = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".part")]);

/** The nearest top above the line, the first of equal ones; none above it: the first. Columns beside each other and
 * what is hidden (`Infinity`) have tops out of order. @param {number[]} tops @param {number} line */
export function indexAt(tops, line) {
  return Math.max(0, tops.indexOf(Math.max(...tops.filter((top) => top <= line))));
}

/** Where a node begins on the screen; nowhere when it is hidden. @param {HTMLElement} node */
const topOf = (node) => (node.getClientRects().length ? node.getBoundingClientRect().top : Infinity);

/** The part and paragraph at a height of the screen. @param {number} line @returns {Record<string, string | number>} */
export function placeAt(line) {
  const section = parts()[indexAt(parts().map(topOf), line)];
  return { part: section?.dataset.part ?? 1, paragraph: section ? indexAt(paragraphs(section).map(topOf), line) : 0 };
}

/** A place that was gone to and not left yet: at the end of a page it cannot be brought to the line it is measured at. */
export class Rest {
  /** @param {HTMLElement} node @param {Record<string, string | number>} place */
  constructor(node, place) {
    this.node = node;
    this.place = place;
    this.top = topOf(node);
  }

  /** @returns {boolean} whether nobody has read on since */
  get isHere() {
    return Math.abs(topOf(this.node) - this.top) < STILL;
  }
}
