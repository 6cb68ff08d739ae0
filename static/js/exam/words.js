// The words of the page in both languages; switching keeps question, answers and time.

/** @typedef {Record<string, Record<string, string>>} Dictionary */

export class Words {
  /** @param {Dictionary} dictionary by language code @param {string} language */
  constructor(dictionary, language) {
    this.dictionary = dictionary;
    this.language = language in dictionary ? language : "zh-hans";
  }

  /** @param {string} key @param {Record<string, string | number>} [values] */
  say(key, values = {}) {
    const text = this.dictionary[this.language]?.[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  }

  /** Put the chosen language into every part of the page that names its word, or the word that only screen readers hear. */
  put() {
    for (const node of document.querySelectorAll("[data-word], [data-word-label]")) {
      const { word, wordLabel, wordValues } = /** @type {HTMLElement} */ (node).dataset;
      if (word) node.textContent = this.say(word, JSON.parse(wordValues ?? "{}"));
      if (wordLabel) node.setAttribute("aria-label", this.say(wordLabel));
    }
  }

  /** Return the words of an item in the chosen language, Chinese where the English is missing. @param {{ zh: string, en: string }} text */
  pick(text) {
    return this.language === "en" && text.en ? text.en : text.zh;
  }
}
