// The paragraphs of a part in reading order: what is read aloud one by one, and what a position counts.

const READABLE = "h2, h3, h4, p, li, figcaption, caption, th, td, dt, dd, legend, label";

/** @param {Element} part @returns {HTMLElement[]} */
export function paragraphs(part) {
  const found = /** @type {HTMLElement[]} */ ([...part.querySelectorAll(READABLE)]);
  return found.filter((node) => !node.querySelector(READABLE) && !node.closest("[data-tools], [popover]") && node.textContent?.trim());
}

/** @returns {HTMLElement[]} the parts on this page */
export const parts = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".part")]);

/** The last of the tops that is above the line, or the first. @param {number[]} tops @param {number} line */
export function indexAt(tops, line) {
  return Math.max(0, tops.filter((top) => top <= line).length - 1);
}

/** The part and paragraph at a height of the screen. @param {number} line @returns {Record<string, string | number>} */
export function placeAt(line) {
  const top = (/** @type {HTMLElement} */ node) => node.getBoundingClientRect().top;
  const section = parts()[indexAt(parts().map(top), line)];
  return { part: section?.dataset.part ?? 1, paragraph: section ? indexAt(paragraphs(section).map(top), line) : 0 };
}
