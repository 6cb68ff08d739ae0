// Where the focus belongs after a deed in the question editor: to the row that came, moved or took a place.

/** @param {Element} editor @param {string} deed @param {Element | null} before what had the focus, in the old page */
export function focusAfter(editor, deed, before) {
  const [what, list, number] = deed.split(":");
  const rows = [...editor.querySelectorAll(`[data-row="${list}"]`)];
  const place = Number(number);
  const row = { add: rows.at(-1), up: rows[place - 1], down: rows[place + 1], remove: rows[Math.min(place, rows.length - 1)] }[what];
  const moved = what === "up" || what === "down" ? row?.querySelector(`[value^="${what}:"]:not(:disabled)`) : null;
  const first = row?.querySelector("textarea") ?? row?.querySelector("input:not([type=hidden])");
  const alert = editor.querySelector("[data-part=messages]:has([role=alert])");
  const target = moved ?? first ?? alert ?? same(editor, before);
  if (target instanceof HTMLElement) target.focus();
}

/** @param {Element} editor @param {Element | null} before */
function same(editor, before) {
  const name = before?.getAttribute("name");
  if (!name) return null;
  const value = name === "deed" ? `[value="${before?.getAttribute("value")}"]` : "";
  return editor.querySelector(`[name="${CSS.escape(name)}"]${value}`);
}
