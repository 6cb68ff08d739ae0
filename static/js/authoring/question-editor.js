// Keeps a question while somebody writes, and puts what the server answers into the page: rows, preview, what is missing.
// Without it the same form is sent by its buttons.

const PAUSE = 1500;

class QuestionEditor extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", () => this.wait());
    this.addEventListener("submit", (event) => this.press(/** @type {SubmitEvent} */ (event)));
    this.addEventListener("click", (event) => this.insert(/** @type {Element} */ (event.target)));
    this.addEventListener("focusin", (event) => this.remember(/** @type {Element} */ (event.target)));
    window.addEventListener("beforeunload", (event) => this.timer && event.preventDefault());
  }

  get form() { return /** @type {HTMLFormElement} */ (this.querySelector("form")); }
  part(/** @type {string} */ name, /** @type {ParentNode} */ root = this) { return root.querySelector(`[data-part="${name}"]`); }
  say(/** @type {string} */ words) { const state = this.part("state"); if (state) state.textContent = words; }

  wait() {
    clearTimeout(this.timer);
    this.say(this.dataset.changed ?? "");
    this.timer = setTimeout(() => this.send("save"), PAUSE);
  }

  remember(/** @type {Element} */ field) {
    if (field.matches("textarea, input[type=text]")) this.last = /** @type {HTMLTextAreaElement} */ (field);
  }

  insert(/** @type {Element} */ at) {
    const words = /** @type {HTMLElement | null} */ (at.closest("[data-insert]"))?.dataset.insert;
    if (!words) return;
    const field = this.last?.isConnected ? this.last : this.form.querySelector("textarea");
    if (!field) return;
    field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    this.wait();
  }

  press(/** @type {SubmitEvent} */ event) {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (button?.name === "over") {
      /** @type {HTMLInputElement} */ (this.form.elements.namedItem("revision")).value = button.value;
      this.send("save", "all");
    } else this.send(button?.value || "save", "all");
  }

  // One after the other: the answer to one names the revision that the next is based on.
  send(/** @type {string} */ deed, what = "around") {
    clearTimeout(this.timer);
    this.timer = 0;
    this.sending = (this.sending ?? Promise.resolve()).then(() => this.keep(deed, what));
  }

  async keep(/** @type {string} */ deed, /** @type {string} */ what) {
    const body = new FormData(this.form);
    body.set("deed", deed);
    if ([...body.values()].some((value) => value instanceof File && value.size)) what = "all";
    this.say(this.dataset.saving ?? "");
    try {
      const answer = await fetch(this.form.action, { method: "POST", body, headers: { "X-Editor": "1" } });
      if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
        const { location } = await answer.json();
        window.location.assign(location);
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!this.part("fields", page)) throw new Error("no editor");
      this.show(page, answer.ok ? what : deed === "save" ? "around" : "all", deed);
    } catch {
      this.say(this.dataset.lost ?? "");
    }
  }

  show(/** @type {Document} */ page, /** @type {string} */ what, /** @type {string} */ deed) {
    const place = this.focusOf();
    for (const name of what === "all" ? ["messages", "fields", "preview", "state"] : ["messages", "preview", "state"]) {
      const fresh = this.part(name, page);
      if (fresh) this.part(name)?.replaceWith(document.adoptNode(fresh));
    }
    if (what === "all") this.focusAfter(deed, place);
    else this.freshen(page);
  }

  // What somebody writes in stays; only the revision and what is said beside fields are new.
  freshen(/** @type {Document} */ page) {
    const [old, fresh] = [this, page].map((root) => /** @type {HTMLInputElement | null} */ (root.querySelector("[name=revision]")));
    if (old && fresh) old.value = fresh.value;
    const said = [...page.querySelectorAll("[data-said]")];
    this.querySelectorAll("[data-said]").forEach((node, number) => { if (said[number]) node.innerHTML = said[number].innerHTML; });
  }

  focusOf() {
    const at = document.activeElement;
    return at instanceof HTMLElement && this.contains(at) ? { name: at.getAttribute("name"), value: at.getAttribute("value") } : null;
  }

  focusAfter(/** @type {string} */ deed, /** @type {{ name: string | null, value: string | null } | null} */ place) {
    const [what, list, number] = deed.split(":");
    const rows = [...this.querySelectorAll(`[data-row="${list}"]`)];
    const other = Number(number) + (what === "up" ? -1 : 1);
    const row = { add: rows.at(-1), up: rows[other], down: rows[other], remove: rows[Math.min(Number(number), rows.length - 1)] }[what];
    const moved = what === "up" || what === "down" ? row?.querySelector(`[value^="${what}:"]:not(:disabled)`) : null;
    const same = place?.name ? this.querySelector(`[name="${CSS.escape(place.name)}"]${place.name === "deed" ? `[value="${place.value}"]` : ""}`) : null;
    const target = moved ?? row?.querySelector("textarea, input:not([type=hidden])") ?? (this.part("messages")?.querySelector("[role=alert]") ? this.part("messages") : same);
    if (target instanceof HTMLElement) target.focus();
  }
}

customElements.define("question-editor", QuestionEditor);
