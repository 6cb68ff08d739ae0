// A question of a mock examination is answered without leaving it first: where the server is away, the answer stays on
// the screen and it is said so. Without this module the form is a plain one.

import { saveBeforeLeaving } from "./leaving.js";

/** What is answered. @param {HTMLFormElement} form */
export const answersIn = (form) => JSON.stringify(new FormData(form).getAll("response"));

/** What the server sent, whatever somebody has chosen since. @param {HTMLFormElement} form */
function answersSent(form) {
  const fresh = /** @type {HTMLFormElement} */ (form.cloneNode(true));
  fresh.reset();
  return answersIn(fresh);
}

export class MockAnswer {
  /** @param {HTMLFormElement} form @param {string} saved @param {(address: string) => void} [go] */
  constructor(form, saved, go = (address) => location.assign(address)) {
    this.form = form;
    this.saved = saved;
    this.go = go;
    this.isBusy = false;
  }

  get isUnsaved() {
    return answersIn(this.form) !== this.saved;
  }

  /** Save, and return where to go then; empty when it was not taken. @param {string} wanted the value of the button */
  async save(wanted) {
    const away = this.form.querySelector("[data-away]");
    const tell = (/** @type {boolean} */ isAway) => void (away instanceof HTMLElement && (away.hidden = !isAway));
    const data = new FormData(this.form), answers = answersIn(this.form);
    data.set("go", wanted);
    try {
      const answer = await fetch(this.form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
      tell(false);
      // Whoever is signed out is led to sign in, and a refusal is a page of its own, as with the plain form.
      if (!answer.ok || answer.redirected) return this.leave(), "";
      this.saved = answers;
      return (await answer.json()).location;
    } catch {
      tell(true);
      return "";
    }
  }

  leave() {
    this.saved = answersIn(this.form);
    this.form.submit();
  }

  /** @param {string} wanted */
  async send(wanted) {
    if (this.isBusy) return;
    this.isBusy = true;
    const address = await this.save(wanted);
    this.isBusy = false;
    if (address) this.go(address);
  }
}

if (typeof document !== "undefined") {
  const form = document.querySelector("form[data-mock-answer]");
  if (form instanceof HTMLFormElement) {
    const work = new MockAnswer(form, answersSent(form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void work.send(event.submitter instanceof HTMLButtonElement ? event.submitter.value : "");
    });
    saveBeforeLeaving({ isUnsaved: () => work.isUnsaved, save: () => work.save("") });
  }
}
