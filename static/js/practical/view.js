// Draws the marking page: the list of candidates, one task, the signature. Holds no state of its own.

import { make, part } from "../exam/dom.js";
import { progress, tally, valueAt } from "./marks.js";

/** @typedef {import("./types.js").Sheet} Sheet */
/** @typedef {import("./types.js").Task} Task */
/** @typedef {import("../exam/words.js").Words} Words */

export class MarkView {
  /** @param {HTMLElement} root @param {Words} words @param {Record<string, string>} titles */
  constructor(root, words, titles) {
    this.root = root;
    this.words = words;
    this.titles = titles;
  }

  /** Put the words of the chosen language into the frame. */
  translate() {
    const { words } = this;
    document.documentElement.lang = words.language === "en" ? "en" : "zh-Hans";
    words.put();
    for (const node of document.querySelectorAll("[data-title]")) node.textContent = this.titles[words.language] ?? "";
    for (const node of document.querySelectorAll("button[data-language]")) {
      node.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (node).dataset.language === words.language));
    }
  }

  /** @param {{ kind: string, title: string, text?: string } | null} about */
  message(about) {
    const box = part(this.root, "[data-message]");
    if (!about) return box.replaceChildren();
    const body = make("div", { class: "notice__body" }, make("p", { class: "notice__title" }, about.title));
    if (about.text) body.append(make("p", {}, about.text));
    return box.replaceChildren(make("div", { class: `notice notice--${about.kind}` }, body));
  }

  /** @param {Node[]} nodes */
  show(...nodes) {
    part(this.root, "[data-screen]").replaceChildren(...nodes);
  }

  /** @param {string} text */
  heading(text) {
    return make("h1", { tabindex: "-1", "data-heading": "" }, text);
  }

  /** @param {Sheet[]} sheets @param {import("./types.js").Marks} marks */
  list(sheets, marks) {
    if (!sheets.length) return this.show(this.#nobody());
    const cards = sheets.map((sheet, place) => this.#card(sheet, place, marks));
    this.show(this.heading(this.words.say("candidates")), make("ul", { class: "marking__list", role: "list" }, ...cards));
  }

  #nobody() {
    return make("div", { class: "empty" }, this.heading(this.words.say("nobody_title")), make("p", { class: "soft" }, this.words.say("nobody_text")));
  }

  /** @param {Sheet} sheet @param {number} place @param {import("./types.js").Marks} marks */
  #card(sheet, place, marks) {
    const { words } = this;
    const { done, total } = progress(marks, sheet);
    const tasks = sheet.tasks.map((task, number) => {
      const { done: marked, vetoes } = tally(marks, sheet, task);
      const link = make("a", { class: "marking__task", href: `#${place + 1}/${number + 1}` }, `${task.code} ${words.pick(task.title)}`);
      const about = `${marked}/${task.criteria.length}${vetoes ? ` · ${words.say("veto_marked")}` : ""}`;
      link.append(make("span", { class: "number" }, about));
      return make("li", {}, link);
    });
    const title = make("h2", {}, this.nameOf(sheet));
    const state = make("p", { class: "small soft" }, words.say("done_of", { done, total }));
    const card = make("li", { class: "card", "data-state": sheet.state }, title, state);
    if (sheet.state === "open") {
      const sign = make("a", { class: "button button--secondary", href: `#${place + 1}/sign` }, words.say("to_sign"));
      card.append(make("ul", { role: "list" }, ...tasks), sign);
    } else {
      card.append(make("p", {}, sheet.code ? words.say("signed_code", { code: sheet.code }) : words.say(`state_${sheet.state}`)));
    }
    return card;
  }

  /** @param {Sheet} sheet */
  nameOf(sheet) {
    const again = sheet.attempt > 1 ? ` (${this.words.say("second_try", { attempt: sheet.attempt })})` : "";
    return `${this.words.say("candidate", { number: sheet.number })} ${sheet.name}${again}`;
  }

  /** @param {Sheet} sheet @param {number} place @param {number} number @param {import("./types.js").Marks} marks */
  task(sheet, place, number, marks) {
    const { words } = this;
    const task = /** @type {Task} */ (sheet.tasks[number]);
    const eyebrow = `${this.nameOf(sheet)} · ${words.say("task_of", { number: number + 1, total: sheet.tasks.length })}`;
    const told = make("details", {}, make("summary", {}, words.say("what_is_told", { minutes: task.minutes })), make("p", { class: "prose" }, words.pick(task.instruction)));
    const criteria = task.criteria.map((criterion) => this.#criterion(criterion, valueAt(marks, sheet, task, criterion.id)));
    const vetoes = task.veto.map((line) => this.#veto(line, valueAt(marks, sheet, task, line.id) === true));
    const note = make("textarea", { id: "note", rows: "3", maxlength: "1000", "data-note": "" }, String(valueAt(marks, sheet, task, "note") ?? ""));
    const last = number + 1 === sheet.tasks.length;
    this.show(
      make("p", { class: "eyebrow" }, eyebrow),
      this.heading(`${task.code} ${words.pick(task.title)}`),
      told,
      make("h2", {}, words.say("criteria")),
      make("ol", { class: "marking__criteria", role: "list" }, ...criteria),
      make("p", { class: "lead", role: "status", "data-sum": "" }, words.say("sum", { sum: tally(marks, sheet, task).sum })),
      ...(vetoes.length ? [make("h2", {}, words.say("veto")), make("p", { class: "small" }, words.say("veto_hint")), make("ul", { class: "marking__vetoes", role: "list" }, ...vetoes)] : []),
      make("div", { class: "field" }, make("label", { class: "field__label", for: "note" }, words.say("note")), make("p", { class: "hint" }, words.say("note_hint")), note),
      make(
        "nav",
        { class: "marking__foot" },
        make("a", { class: "button button--secondary", href: number ? `#${place + 1}/${number}` : "#" }, words.say(number ? "previous" : "all")),
        make("a", { class: "button", href: last ? `#${place + 1}/sign` : `#${place + 1}/${number + 2}` }, words.say(last ? "to_sign" : "next")),
      ),
    );
  }

  /** @param {import("./types.js").Criterion} criterion @param {any} value */
  #criterion(criterion, value) {
    const { words } = this;
    const what = words.pick(criterion);
    const act = (/** @type {string} */ name, /** @type {string} */ text) =>
      make("button", { class: "button button--secondary", type: "button", "data-act": name, "aria-label": `${words.say(name)}: ${what}` }, text);
    const field = make("input", { class: "number", inputmode: "decimal", autocomplete: "off", "data-mark": "", "aria-label": words.say("mark_of", { what }), value: value ?? "" });
    const stepper = make(
      "div",
      { class: "stepper" },
      act("none", "0"),
      act("less", "−"),
      field,
      act("more", "+"),
      act("full", String(criterion.marks)),
    );
    const error = make("p", { class: "field__error", "data-error": "", role: "alert" });
    return make("li", { "data-line": criterion.id, "data-most": String(criterion.marks) }, make("p", {}, what, " ", make("span", { class: "soft" }, words.say("of_most", { most: criterion.marks }))), stepper, error);
  }

  /** @param {import("./types.js").Line} line @param {boolean} happened */
  #veto(line, happened) {
    const { words } = this;
    const what = words.pick(line);
    // The button says what it does, and beside it stands how it is: nobody has to guess which of the two a label means.
    const label = words.say(happened ? "veto_take_back" : "veto_note");
    const button = make("button", { class: "button button--secondary", type: "button", "data-act": "veto", "data-happened": String(happened), "aria-label": `${label}: ${what}` }, label);
    const state = happened ? [" ", make("strong", { class: "tag tag--danger" }, words.say("veto_happened"))] : [];
    return make("li", { "data-line": line.id }, make("p", {}, make("span", { "data-what": "" }, what), ...state), button);
  }

  /** What came that the page did not show, line by line. @param {import("./types.js").Moved[]} moved */
  #moved(moved) {
    const { words } = this;
    /** @param {unknown} value @param {boolean} isVeto */
    const said = (value, isVeto) => (isVeto ? words.say(value === true ? "veto_happened" : "veto_not") : String(value ?? words.say("not_marked")));
    const rows = moved.map(({ task, line, before, after }) => {
      const veto = task.veto.find((one) => one.id === line);
      const named = veto ?? task.criteria.find((one) => one.id === line);
      const what = `${task.code} ${named ? words.pick(named) : words.say("note")}`;
      return make("li", {}, words.say("moved_line", { what, before: said(before, Boolean(veto)), after: said(after, Boolean(veto)) }));
    });
    const body = make("div", { class: "notice__body" }, make("p", { class: "notice__title" }, words.say("moved_title")), make("p", {}, words.say("moved_text")), make("ul", {}, ...rows));
    return make("div", { class: "notice notice--warning", tabindex: "-1", role: "alert", "data-moved": "" }, body);
  }

  /** @param {Sheet} sheet @param {number} place @param {import("./types.js").Marks} marks @param {import("./types.js").Moved[]} [moved] */
  signature(sheet, place, marks, moved = []) {
    const { words } = this;
    const rows = sheet.tasks.map((task, number) => {
      const { sum, done: marked, vetoes } = tally(marks, sheet, task);
      // Nothing marked is no zero: whoever signs must see the difference.
      const missing = marked < task.criteria.length ? words.say("done_of", { done: marked, total: task.criteria.length }) : "";
      const about = [marked ? sum : words.say("not_marked"), marked ? missing : "", vetoes ? words.say("veto_marked") : ""];
      const link = make("a", { class: "marking__task", href: `#${place + 1}/${number + 1}` }, `${task.code} ${words.pick(task.title)}`);
      link.append(make("span", { class: "number" }, about.filter(Boolean).join(" · ")));
      return make("li", {}, link);
    });
    const { done, total } = progress(marks, sheet);
    const nodes = [this.heading(words.say("sign_title", { number: `${sheet.number} ${sheet.name}` })), make("ul", { role: "list" }, ...rows)];
    const back = make("a", { class: "button button--secondary", href: "#" }, words.say("all"));
    if (sheet.state !== "open") {
      this.show(...nodes, make("p", { class: "lead" }, words.say("signed_code", { code: sheet.code })), back);
      return;
    }
    if (moved.length) nodes.push(this.#moved(moved));
    if (done < total) nodes.push(make("p", { class: "lead", "data-missing": "" }, words.say("sign_missing", { count: total - done })));
    const secret = make("input", { id: "secret", type: "password", autocomplete: "current-password", required: "" });
    const form = make(
      "form",
      { class: "stack", "data-sign": "" },
      make("p", {}, words.say("sign_text")),
      make("div", { class: "field" }, make("label", { class: "field__label", for: "secret" }, words.say("secret")), secret),
      make("p", { role: "status", "data-progress": "" }),
      make("div", { class: "actions" }, make("button", { class: "button", type: "submit", ...(done < total ? { disabled: "" } : {}) }, words.say("sign")), back),
    );
    this.show(...nodes, form);
  }
}
