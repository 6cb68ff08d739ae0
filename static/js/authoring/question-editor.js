// Keeps a question while somebody writes, and puts what the server answers into the page: rows, preview, what is missing.
// Without it the same form is sent by its buttons.

import { focusAfter } from "./editor-focus.js";
import { letInsert } from "./insert-words.js";

const WRITING_PAUSE = 1500;
const TRY_AGAIN = 5000;
const AROUND = ["messages", "preview", "state"];

// Whether a form holds anything but what the server sent: what stands in a field may have been written before.
function isTouched(/** @type {HTMLFormElement} */ form) {
  return [...form.elements].some((field) => {
    if (field instanceof HTMLSelectElement) return isChosenAnew(field);
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    if (!(field instanceof HTMLInputElement) || ["hidden", "submit", "button"].includes(field.type)) return false;
    if (field.type === "file") return field.files?.length !== 0;
    return ["checkbox", "radio"].includes(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  });
}

// Where the server names no choice, the browser shows the first.
function isChosenAnew(/** @type {HTMLSelectElement} */ { options, multiple }) {
  const given = [...options].map((option) => option.defaultSelected);
  if (!multiple && !given.includes(true)) given[0] = true;
  return [...options].some((option, place) => option.selected !== (given[place] ?? false));
}

class QuestionEditor extends HTMLElement {
  timer = 0;
  isUnkept = false;
  held = 0;
  /** @type {Element | null} */
  wasAt = null;
  sending = Promise.resolve();

  connectedCallback() {
    this.addEventListener("input", () => this.wait());
    this.addEventListener("submit", (event) => this.press(/** @type {SubmitEvent} */ (event)));
    letInsert(this, () => this.wait());
    window.addEventListener("beforeunload", (event) => this.isUnkept && event.preventDefault());
    if (isTouched(this.form)) this.wait(); // written before this module ran
    window.addEventListener("online", () => this.isUnkept && this.send("save", false));
  }

  get form() { return /** @type {HTMLFormElement} */ (this.querySelector("form")); }
  named(/** @type {string} */ name, /** @type {ParentNode} */ root = this) { return root.querySelector(`[data-part="${name}"]`); }
  say(/** @type {string | undefined} */ words) { const state = this.named("state"); if (state) state.textContent = words ?? ""; }

  wait() {
    clearTimeout(this.timer);
    this.isUnkept = true;
    this.say(this.dataset.changed);
    this.timer = window.setTimeout(() => this.send("save", false), WRITING_PAUSE);
  }

  press(/** @type {SubmitEvent} */ event) {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (button?.name !== "over") return this.send(button?.value || "save", true);
    /** @type {HTMLInputElement} */ (this.form.elements.namedItem("revision")).value = button.value;
    this.send("save", true);
  }

  // One after the other: the answer to one names the revision that the next is based on.
  send(/** @type {string} */ deed, /** @type {boolean} */ whole) {
    clearTimeout(this.timer);
    this.timer = 0;
    this.isUnkept = true;
    if (whole) this.hold(1);
    this.sending = this.sending.then(() => this.keep(deed, whole)).then(() => void (this.isUnkept = this.timer > 0), () => this.again());
    if (whole) this.sending = this.sending.then(() => this.hold(-1));
  }

  // What could not be sent stays in the page, is tried again, and is asked for when somebody leaves.
  again() {
    this.say(this.dataset.lost);
    if (!this.timer) this.timer = window.setTimeout(() => this.send("save", false), TRY_AGAIN);
  }

  // Fields that are about to be replaced take no letters: they would be gone with the fields.
  hold(/** @type {1 | -1} */ step) {
    if (!this.held) this.wasAt = document.activeElement;
    this.held += step;
    this.setAttribute("aria-busy", String(this.held > 0));
    /** @type {HTMLElement} */ (this.named("fields")).inert = this.held > 0;
    if (!this.held && document.activeElement === document.body && this.wasAt instanceof HTMLElement) this.wasAt.focus();
  }

  /** @returns {Promise<void>} */
  async keep(/** @type {string} */ deed, /** @type {boolean} */ whole) {
    const body = new FormData(this.form);
    const withFile = [...body.values()].some((value) => value instanceof File && value.size);
    if (withFile && !whole) { // what comes of a file stands in the fields
      this.hold(1);
      return this.keep(deed, true).finally(() => this.hold(-1));
    }
    body.set("deed", deed);
    this.say(this.dataset.saving);
    const answer = await fetch(this.form.action, { method: "POST", body, headers: { "X-Editor": "1" } });
    if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
      this.isUnkept = false;
      return window.location.assign((await answer.json()).location);
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!this.named("fields", page)) throw new Error("no editor");
    for (const name of whole ? [...AROUND, "fields"] : AROUND) {
      const fresh = this.named(name, page);
      if (fresh) this.named(name)?.replaceWith(document.adoptNode(fresh));
    }
    if (whole) focusAfter(this, deed, this.wasAt);
    else this.freshen(page);
  }

  // What somebody writes in stays; only the revision and what is said beside fields are new.
  freshen(/** @type {Document} */ page) {
    const [old, fresh] = [this, page].map((root) => /** @type {HTMLInputElement | null} */ (root.querySelector("[name=revision]")));
    if (old && fresh) old.value = fresh.value;
    const said = [...page.querySelectorAll("[data-said]")];
    this.querySelectorAll("[data-said]").forEach((node, number) => said[number] && node.replaceChildren(...said[number].childNodes));
  }
}

customElements.define("question-editor", QuestionEditor);
