// The candidate's own settings in the bar: language, text size, colours, the time hidden. They act at once, without a
// reload, and are kept for the pages that follow; a server that is away changes nothing here.

import { part } from "./dom.js";
import { hideTime } from "./frame.js";

export class Tools {
  /**
   * @param {HTMLFormElement} csrf @param {import("./words.js").Words} words @param {(language: string) => void} onLanguage
   * @param {() => Promise<void>} renew takes a new token into the form when the session has another
   */
  constructor(csrf, words, onLanguage, renew) {
    this.csrf = csrf;
    this.words = words;
    this.onLanguage = onLanguage;
    this.renew = renew;
  }

  listen() {
    document.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button[data-language], button[data-tool]") : null;
      if (!(button instanceof HTMLElement)) return;
      const { language, tool = "", choice = "" } = button.dataset;
      if (language) this.speak(language);
      else if (tool === "time") hideTime(!part(document, "[data-value]").hidden, this.words);
      else this.set(tool, choice);
    });
  }

  /** @param {string} language */
  speak(language) {
    this.onLanguage(language);
    this.keep(this.csrf.action, "language", language);
  }

  /** @param {string} setting text_size or theme @param {string} value */
  set(setting, value) {
    document.documentElement.dataset[setting === "theme" ? "theme" : "text"] = value;
    for (const button of document.querySelectorAll(`[data-tool="${setting}"]`)) {
      button.setAttribute("aria-pressed", String(button instanceof HTMLElement && button.dataset.choice === value));
    }
    this.keep(this.csrf.dataset.preferences ?? "", setting, value);
  }

  /** @param {string} address @param {string} name @param {string} value */
  keep(address, name, value) {
    const send = () => {
      const body = new FormData(this.csrf);
      body.set(name, value);
      return fetch(address, { method: "POST", body, redirect: "manual" });
    };
    send().then((answer) => (answer.status === 403 ? this.renew().then(send) : answer)).catch(() => {});
  }
}
