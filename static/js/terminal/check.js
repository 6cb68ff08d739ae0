// The check page: measures, shows one line for each check, and lets a registered terminal send its result.

import { part } from "../exam/dom.js";
import { judge, median } from "./judge.js";
import { keepMark, nextMark, readMark } from "./marker.js";
import { browserName, canSeal, freeBytes, measure, missingFeatures } from "./probes.js";

/** @typedef {Record<string, Record<string, { level: string, text: string, advice: string }>>} PageWords */

const AGAIN_MS = 5_000;
/** @param {number} value */
const whole = (value) => (Number.isFinite(value) ? String(Math.round(value)) : "–");

class CheckPage {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.data = /** @type {Record<string, string>} */ ({ ...root.dataset });
    /** @type {PageWords} */
    this.words = JSON.parse(this.data.words ?? "{}");
    /** @type {import("./marker.js").Mark | null} */
    this.before = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.again = undefined;
  }

  async start() {
    this.root.hidden = false;
    document.querySelector("[data-not-started]")?.remove();
    this.before = await readMark().catch(() => null);
    const marks = { known: this.data.known ?? "", visits: this.before?.visits ?? [], survived: this.before?.survived ?? false, restarted: false };
    const missing = missingFeatures();
    const { times, clockMs } = await measure(this.data.clock ?? "", this.data.load ?? "");
    /** @type {import("./judge.js").Readings} */
    this.readings = {
      missing, marks, times, clockMs, kept: false, sealed: canSeal(), freeBytes: await freeBytes(),
      width: innerWidth, height: innerHeight, typed: "",
    };
    this.readings.kept = await this.keep(judge(this.readings).restart === "survived");
    this.listen();
    this.show();
  }

  /** @param {boolean} survived */
  keep(survived) {
    return keepMark(nextMark(this.before, this.data.visit ?? "", survived)).catch(() => false);
  }

  listen() {
    part(this.root, "[data-restarted]").addEventListener("click", () => void this.restarted());
    part(this.root, "[data-typed]").addEventListener("input", (event) => this.typed(/** @type {HTMLInputElement} */ (event.target).value));
  }

  async restarted() {
    if (!this.readings) return;
    this.readings.marks.restarted = true;
    await this.keep(true);
    this.show();
    part(this.root, "[data-check=restart] [data-text]").focus();
  }

  /** @param {string} text */
  typed(text) {
    if (!this.readings || this.outcomes?.keyboard === "works") return;
    this.readings.typed = text;
    if (judge(this.readings).keyboard === "works") this.show();
  }

  show() {
    if (!this.readings) return;
    this.outcomes = judge(this.readings);
    this.figures = figuresOf(this.readings, navigator.userAgent);
    let worst = "green";
    for (const [name, outcome] of Object.entries(this.outcomes)) {
      const said = this.words[name]?.[outcome];
      if (!said) continue;
      const line = part(this.root, `[data-check=${name}]`);
      line.dataset.level = said.level;
      part(line, "[data-text]").textContent = said.text;
      part(line, "[data-advice]").textContent = said.advice;
      part(line, "[data-figure]").textContent = this.figures[name] ?? "";
      if (said.level === "red" || (said.level === "amber" && worst === "green")) worst = said.level;
    }
    this.root.dataset.verdict = worst;
    this.ask();
    void this.send();
  }

  /** Only people know whether the machine was restarted; they are asked where an earlier mark is still there. */
  ask() {
    const asks = this.outcomes?.restart === "waits" && this.before !== null;
    part(this.root, "[data-ask-restarted]").hidden = !asks;
    if (!asks) return;
    const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    part(this.root, "[data-marked-at]").textContent = when.format(new Date(this.before?.at ?? 0));
  }

  /** Send again and again until it is there: the network may be what is wrong here. */
  async send() {
    if (this.root.dataset.registered === undefined) return;
    clearTimeout(this.again);
    const body = new FormData(/** @type {HTMLFormElement} */ (part(this.root, "form")));
    body.set("visit", this.data.visit ?? "");
    body.set("outcomes", JSON.stringify(this.outcomes));
    body.set("figures", JSON.stringify(this.figures));
    const request = { method: "POST", body, headers: { Accept: "application/json" } };
    const answer = await fetch(this.data.result ?? "", request).catch(() => null);
    this.root.dataset.sent = answer?.ok ? "yes" : "no";
    if (!answer?.ok) this.again = setTimeout(() => void this.send(), AGAIN_MS);
  }
}

/** @param {import("./judge.js").Readings} readings @param {string} agent @returns {Record<string, string>} */
function figuresOf({ missing, clockMs, times, width, height, freeBytes: free }, agent) {
  /** @param {number[]} values */
  const span = (values) => `${whole(median(values))} / ${whole(Math.max(...values))} ms`;
  return {
    browser: missing.length ? missing.join(", ").slice(0, 60) : browserName(agent),
    clock: clockMs === null ? "" : `${new Intl.NumberFormat("en", { signDisplay: "exceptZero" }).format(Math.round(clockMs / 1000))} s`,
    speed: `${span(times.small)}; 200 kB: ${span(times.large)}`,
    screen: `${width} × ${height}`,
    space: free === null ? "" : `${whole(free / 1_000_000)} MB`,
  };
}

const root = document.getElementById("check");
if (root) void new CheckPage(root).start();
