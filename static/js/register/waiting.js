// On the day's page: which registers hold marks on this tablet that the server has not confirmed.

import { make } from "../exam/dom.js";
import { keptSessions } from "./tablet.js";

const kept = await keptSessions().catch(() => /** @type {string[]} */ ([]));
const holder = document.querySelector("[data-waiting]");
if (holder instanceof HTMLElement && kept.length) {
  const list = /** @type {HTMLElement} */ (holder.querySelector("ul"));
  for (const session of kept) {
    const href = (holder.dataset.waiting ?? "").replace("00000000-0000-0000-0000-000000000000", session);
    list.append(make("li", {}, make("a", { href }, holder.dataset.link ?? "")));
  }
  holder.hidden = false;
}
