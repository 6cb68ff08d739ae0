// Arrow keys move through the map of a room as its seats stand: to the next seat of the row that can be pressed, and to
// the one in front or behind that stands nearest. Tab still goes through all of them.

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** @param {HTMLTableCellElement} cell @returns {HTMLElement | null} what can be pressed at a seat */
const pressable = (cell) => cell.querySelector("a, button");

/**
 * @param {boolean[][]} seats which places can be gone to, row by row @param {number} row @param {number} column
 * @param {[number, number]} step @returns {[number, number] | null} the next one in this direction
 */
export function nextSeat(seats, row, column, [down, right]) {
  if (right) {
    for (let at = column + right; at >= 0 && at < (seats[row] ?? []).length; at += right) if (seats[row]?.[at]) return [row, at];
    return null;
  }
  for (let at = row + down; at >= 0 && at < seats.length; at += down) {
    const there = (seats[at] ?? []).flatMap((can, place) => (can ? [place] : []));
    there.sort((one, other) => Math.abs(one - column) - Math.abs(other - column));
    if (there[0] !== undefined) return [at, there[0]];
  }
  return null;
}

/** @param {KeyboardEvent} event */
function go(event) {
  const step = STEPS[event.key];
  const from = event.target instanceof Element ? event.target.closest("td") : null;
  const table = from?.closest("table[data-seat-keys]");
  if (!step || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || !from || !(table instanceof HTMLTableElement)) return;
  const rows = [...table.rows].map((row) => /** @type {HTMLTableCellElement[]} */ ([...row.cells]));
  const seats = rows.map((cells) => cells.map((cell) => pressable(cell) !== null));
  const found = nextSeat(seats, /** @type {HTMLTableRowElement} */ (from.parentElement).rowIndex, from.cellIndex, step);
  // The page does not scroll away from the map where it ends.
  event.preventDefault();
  const cell = found && rows[found[0]]?.[found[1]];
  if (cell) pressable(cell)?.focus();
}

if (typeof document !== "undefined") document.addEventListener("keydown", go);
