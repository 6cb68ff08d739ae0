// What an author sends is kept in this tab until the server has taken it. Who was signed out meanwhile meets the sign-in
// page instead (js/authoring/text-waits.js marks that), and is offered the text again when the page is next opened.
// It goes once, as a draft: approvals and submissions are never repeated, and nobody else is offered it.

const TEXT = "lesson-text";
const TEXT_LASTS = 12 * 3_600_000;
const OF_TODAY = ["csrfmiddlewaretoken", "loaded_revision_id", "loaded_revision_created_at"];

/** @typedef {{ by: string, path: string, at: number, lost: boolean, fields: [string, string][] }} Kept */

/** @returns {Kept | null} */
function readKept() {
  return JSON.parse(sessionStorage.getItem(TEXT) ?? "null");
}

/** What does not fit is not kept: saving goes on as ever. @param {Kept} kept */
function keep(kept) {
  try {
    sessionStorage.setItem(TEXT, JSON.stringify(kept));
  } catch {
    sessionStorage.removeItem(TEXT);
  }
}

/** @param {Event} event @param {string} by */
function keepWhatGoes(event, by) {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !form.matches("#page-edit-form")) return;
  const data = new FormData(form);
  // A decision of a reviewer is no text.
  if (data.get("workflow-action-name")) return;
  const fields = [...data].filter(([name]) => !name.startsWith("action-") && name !== "csrfmiddlewaretoken");
  const texts = /** @type {[string, string][]} */ (fields.filter(([, value]) => typeof value === "string"));
  keep({ by, path: location.pathname, at: Date.now(), lost: false, fields: texts });
}

/** Say that it is there, and ask what is to become of it. @param {Kept} kept @param {DOMStringMap} words */
function offer(kept, words) {
  const editor = document.querySelector("#page-edit-form");
  if (!(editor instanceof HTMLFormElement)) return;
  const box = document.createElement("div");
  box.className = "help-block help-warning";
  box.setAttribute("role", "alert");
  const said = document.createElement("p");
  const time = new Date(kept.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  said.textContent = (words.said ?? "").replace("{time}", time);
  box.append(
    said,
    button(words.back, "button", () => putBack(kept, editor)),
    " ",
    button(words.drop, "button button-secondary", () => (sessionStorage.removeItem(TEXT), box.remove())),
  );
  editor.before(box);
}

/** @param {string | undefined} label @param {string} kind @param {() => void} act */
function button(label, kind, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.textContent = label ?? "";
  made.addEventListener("click", act, { once: true });
  return made;
}

/** Send it as the editor would send a draft, on the state of today. @param {Kept} kept @param {HTMLFormElement} editor */
function putBack(kept, editor) {
  keep({ ...kept, lost: false });
  const today = new FormData(editor);
  const fields = kept.fields.filter(([name]) => !OF_TODAY.includes(name));
  for (const name of OF_TODAY) if (today.has(name)) fields.push([name, String(today.get(name))]);
  const form = document.createElement("form");
  form.method = "post";
  form.action = kept.path;
  for (const [name, value] of fields) {
    const field = document.createElement("input");
    field.type = "hidden";
    Object.assign(field, { name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

const script = document.querySelector("script[data-kept-by]");
if (script instanceof HTMLElement) {
  const { keptBy: by = "", ...words } = script.dataset;
  const kept = readKept();
  // Any page of the editor's interface is an answer of the server: what was sent has arrived.
  if (kept && (!kept.lost || kept.by !== by || Date.now() - kept.at > TEXT_LASTS)) sessionStorage.removeItem(TEXT);
  else if (kept?.path === location.pathname) offer(kept, words);
  window.addEventListener("submit", (event) => keepWhatGoes(event, by));
}
