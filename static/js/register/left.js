// A register that takes no marks any more: what this tablet still holds of it is shown, and goes when somebody says so.

import { make } from "../exam/dom.js";
import { openTablet } from "./tablet.js";

const list = document.querySelector("[data-left]");
if (list instanceof HTMLElement) {
  const { session = "", key = "", button = "", intro = "" } = list.dataset;
  /** @type {Record<string, string>} */
  const states = JSON.parse(list.dataset.states ?? "{}");
  const tablet = await openTablet(session, key);
  const held = Object.entries(await tablet.read().catch(() => ({})));
  for (const [person, { sent, next, conflict }] of held) {
    const said = (next ?? sent)?.said ?? conflict?.said;
    const cell = list.querySelector(`[data-person="${person}"] td`);
    const minutes = [said?.late, said?.left_early].filter(Boolean).map((value) => `${value}′`);
    if (said) cell?.append(make("p", { class: "registers__told" }, `${intro} ${[states[said.state ?? ""] ?? "", ...minutes].join(" · ")}`));
  }
  if (held.length) {
    const discard = make("button", { type: "button", class: "button button-secondary" }, button);
    discard.addEventListener("click", async () => {
      for (const [person] of held) await tablet.remove(person);
      location.reload();
    });
    list.after(discard);
  }
}
