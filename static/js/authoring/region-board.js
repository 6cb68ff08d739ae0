// Draws the places of a question on its picture, and lets one draw them: the fields below hold the numbers.

const NS = "http://www.w3.org/2000/svg";

class RegionBoard extends HTMLElement {
  connectedCallback() {
    this.drawing = document.createElementNS(NS, "svg");
    this.drawing.setAttribute("viewBox", "0 0 100 100");
    this.drawing.setAttribute("preserveAspectRatio", "none");
    this.append(this.drawing);
    this.list = /** @type {HTMLElement} */ (this.closest("fieldset"));
    this.list.addEventListener("input", () => this.paint());
    for (const button of this.list.querySelectorAll("[data-draw]")) {
      /** @type {HTMLElement} */ (button).hidden = false;
      button.addEventListener("click", () => this.arm(/** @type {HTMLElement} */ (button)));
    }
    this.addEventListener("pointerdown", (event) => this.begin(event));
    this.addEventListener("pointermove", (event) => this.stretch(event));
    this.addEventListener("pointerup", () => this.end());
    this.paint();
  }

  rows() { return /** @type {HTMLElement[]} */ ([...(this.list?.querySelectorAll('[data-row="regions"]') ?? [])]); }
  field(/** @type {HTMLElement} */ row, /** @type {string} */ name) { return /** @type {HTMLInputElement} */ (row.querySelector(`[name$="-${name}"]`)); }

  arm(/** @type {HTMLElement} */ button) {
    for (const one of this.list?.querySelectorAll("[data-draw]") ?? []) one.setAttribute("aria-pressed", String(one === button));
    this.row = /** @type {HTMLElement} */ (button.closest("[data-row]"));
    this.dataset.armed = "";
    this.scrollIntoView({ block: "nearest" });
  }

  at(/** @type {PointerEvent} */ event) {
    const box = this.getBoundingClientRect();
    const within = (/** @type {number} */ share) => Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;
    return { x: within((event.clientX - box.left) / box.width), y: within((event.clientY - box.top) / box.height), ratio: box.height / box.width };
  }

  begin(/** @type {PointerEvent} */ event) {
    if (!this.row) return;
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    this.first = this.at(event);
    if (this.field(this.row, "shape").value === "poly") this.corner(this.first);
  }

  corner(/** @type {{ x: number, y: number }} */ { x, y }) {
    const field = this.field(/** @type {HTMLElement} */ (this.row), "coords");
    field.value = [field.value, `${x}, ${y}`].filter(Boolean).join(", ");
    this.changed(field);
  }

  stretch(/** @type {PointerEvent} */ event) {
    if (!this.row || !this.first) return;
    const { x, y, ratio } = this.at(event), { x: left, y: top } = this.first;
    const field = this.field(this.row, "coords"), shape = this.field(this.row, "shape").value;
    if (shape === "rect") field.value = [Math.min(left, x), Math.min(top, y), Math.max(left, x), Math.max(top, y)].join(", ");
    if (shape === "circle") field.value = [left, top, Math.round(Math.hypot(x - left, (y - top) * ratio) * 10) / 10].join(", ");
    this.paint();
  }

  end() {
    if (this.row && this.first) this.changed(this.field(this.row, "coords"));
    this.first = undefined;
  }

  changed(/** @type {HTMLElement} */ field) { field.dispatchEvent(new Event("input", { bubbles: true })); }

  paint() {
    const box = this.getBoundingClientRect(), ratio = box.width && box.height ? box.height / box.width : 1;
    this.drawing?.replaceChildren(...this.rows().map((row) => this.shape(row, ratio)).filter((one) => one !== null));
  }

  shape(/** @type {HTMLElement} */ row, /** @type {number} */ ratio) {
    const numbers = this.field(row, "coords").value.split(/[,，\s]+/).filter(Boolean).map(Number);
    if (!numbers.length || numbers.some(Number.isNaN)) return null;
    const [a, b, c, d] = numbers;
    const makers = {
      rect: () => ["rect", { x: a, y: b, width: Math.max(0, c - a), height: Math.max(0, d - b) }],
      circle: () => ["ellipse", { cx: a, cy: b, rx: c, ry: c / ratio }],
      poly: () => ["polygon", { points: numbers.join(" ") }],
    };
    const [name, values] = /** @type {[string, Record<string, unknown>]} */ (makers[/** @type {"rect"} */ (this.field(row, "shape").value)]());
    const drawn = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(values)) drawn.setAttribute(key, String(value));
    drawn.classList.toggle("is-right", this.field(row, "is_right").checked);
    return drawn;
  }
}

customElements.define("region-board", RegionBoard);
