// Places on a picture. Where labels are listed, the picture is a second way to the same boxes. Where none may be listed,
// points are marked with mouse, finger or keyboard; the typed fields, which also work without this module, hold them.

const STEP = 0.02, FINE = 0.005;
const SVG = "http://www.w3.org/2000/svg";

/** @param {number} share @returns {number} between the edges of the picture, to four decimals */
export const within = (share) => Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 10_000;

/** @param {string} value @returns {[number, number] | null} */
export function pointOf(value) {
  const parts = value.split(",").map((part) => (part.trim() ? Number(part) : NaN));
  const [x, y] = parts;
  if (parts.length !== 2 || x === undefined || y === undefined || !(x >= 0 && x <= 1 && y >= 0 && y <= 1)) return null;
  return [x, y];
}

/** @param {number} x @param {number} y */
export const asPick = (x, y) => `${within(x)},${within(y)}`;

/** @param {Element} node */
const changed = (node) => node.dispatchEvent(new Event("change", { bubbles: true }));

/** @param {string} tag @param {Record<string, string>} attributes */
function drawn(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** @param {HTMLElement} holder */
export function enhancePlaces(holder) {
  const drawing = holder.querySelector(".places__drawing");
  if (!(drawing instanceof SVGSVGElement)) return;
  const picks = Number(holder.dataset.places) || 1;
  if (holder.querySelector("[data-place]")) listed(holder, drawing, picks);
  else pointed(holder, drawing, picks);
}

/** Boxes and picture say the same. @param {HTMLElement} holder @param {SVGSVGElement} drawing @param {number} picks */
function listed(holder, drawing, picks) {
  const boxes = /** @type {HTMLInputElement[]} */ ([...holder.querySelectorAll("input[type=checkbox]")]);
  const show = () => {
    for (const place of drawing.querySelectorAll("[data-place]")) {
      const name = /** @type {SVGElement} */ (place).dataset.place;
      place.classList.toggle("is-chosen", boxes.some((box) => box.checked && box.value === name));
    }
  };
  /** @param {HTMLInputElement} box the one that was just chosen */
  const limit = (box) => {
    const others = boxes.filter((one) => one.checked && one !== box);
    if (box.checked && others.length >= picks && others[0]) others[0].checked = false;
    show();
  };
  for (const box of boxes) box.addEventListener("change", () => limit(box));
  drawing.addEventListener("click", (event) => {
    const place = event.target instanceof Element ? event.target.closest("[data-place]") : null;
    const name = place instanceof SVGElement ? place.dataset.place : "";
    const box = boxes.find((one) => one.value === name);
    if (!box || box.matches(":disabled")) return;
    box.checked = !box.checked;
    changed(box);
  });
  show();
}

/** Marks on a bare picture. @param {HTMLElement} holder @param {SVGSVGElement} drawing @param {number} picks */
function pointed(holder, drawing, picks) {
  const fields = /** @type {HTMLInputElement[]} */ ([...holder.querySelectorAll(".places__points input")]);
  const { width, height } = drawing.viewBox.baseVal;
  const says = document.createElement("p");
  says.className = "visually-hidden";
  says.setAttribute("role", "status");
  const list = document.createElement("div");
  list.className = "places__marks";
  // Who sees the picture and has only keys has to read it too.
  const keys = document.createElement("p");
  keys.className = "places__keys soft";
  keys.textContent = holder.dataset.picture ?? "";
  holder.append(keys, list, says);
  holder.classList.add("is-pointed");
  drawing.removeAttribute("aria-hidden");
  drawing.setAttribute("tabindex", "0");
  drawing.setAttribute("role", "application");
  drawing.setAttribute("aria-label", holder.dataset.picture ?? "");
  let [crossX, crossY] = [0.5, 0.5];

  const say = () => {
    const values = { x: Math.round(crossX * 100), y: Math.round(crossY * 100) };
    says.textContent = (holder.dataset.at ?? "").replace("{x}", String(values.x)).replace("{y}", String(values.y));
  };
  const show = () => {
    const cross = drawn("path", { class: "places__cross", d: crossAt(crossX * width, crossY * height) });
    const marks = fields.flatMap((field, place) => mark(pointOf(field.value), place + 1, width, height));
    drawing.replaceChildren(...marks, cross);
    list.replaceChildren(...fields.flatMap((field, place) => (pointOf(field.value) ? [remover(field, place + 1)] : [])));
  };
  /** @param {HTMLInputElement} field @param {number} number */
  const remover = (field, number) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--secondary";
    button.textContent = (holder.dataset.remove ?? "").replace("{number}", String(number));
    button.disabled = field.matches(":disabled");
    button.addEventListener("click", () => {
      field.value = "";
      show();
      changed(field);
      drawing.focus();
    });
    return button;
  };
  /** @param {number} x @param {number} y */
  const put = (x, y) => {
    const field = fields.find((one) => !pointOf(one.value)) ?? fields[picks - 1];
    if (!field || field.matches(":disabled")) return;
    field.value = asPick(x, y);
    show();
    changed(field);
  };
  drawing.addEventListener("click", (event) => {
    const box = drawing.getBoundingClientRect();
    [crossX, crossY] = [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)];
    put(crossX, crossY);
  });
  drawing.addEventListener("keydown", (event) => {
    /** @type {Record<string, [number, number]>} */
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const move = moves[event.key], step = event.shiftKey ? FINE : STEP;
    if (move) [crossX, crossY] = [within(crossX + move[0] * step), within(crossY + move[1] * step)];
    else if (event.key === "Enter" || event.key === " ") put(crossX, crossY);
    else return;
    event.preventDefault();
    show();
    say();
  });
  for (const field of fields) field.addEventListener("input", show);
  show();
}

/** @param {number} x @param {number} y */
const crossAt = (x, y) => `M${x - 30} ${y}h60M${x} ${y - 30}v60`;

/** @param {[number, number] | null} point @param {number} number @param {number} width @param {number} height */
function mark(point, number, width, height) {
  if (!point) return [];
  const [x, y] = [point[0] * width, point[1] * height];
  const group = drawn("g", { class: "places__place is-chosen" });
  const text = drawn("text", { x: String(x), y: String(y) });
  text.textContent = String(number);
  group.append(drawn("path", { d: `M${x} ${y}h.01` }), text);
  return [group];
}
