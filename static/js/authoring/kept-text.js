// What an author sends is kept in this tab until the server has taken it. Who was signed out meanwhile meets the sign-in
// page instead (js/authoring/text-waits.js marks that), and is offered the text again when the page is next opened.
// It goes once, as a draft: approvals and submissions are never repeated. It is sealed with a key that the server gives
// to pages of this author only: whoever uses the computer meanwhile is neither offered it nor finds anything readable.

import { importKey, open, seal } from "../exam/journal.js";

const TEXT = "lesson-text";
const TEXT_LASTS = 12 * 3_600_000;
const OF_TODAY = ["csrfmiddlewaretoken", "loaded_revision_id", "loaded_revision_created_at"];

/** @typedef {[string, string][]} Fields */
/** @typedef {{ path: string, at: number, lost: boolean, nonce: string, data: string }} Kept */

/**
 * What the server did not take. Any page of the editor's interface is an answer of the server: what was sent has arrived,
 * unless the sign-in page said otherwise, and is forgotten at once.
 *
 * @returns {Kept | null}
 */
function stillLost() {
  /** @type {Kept | null} */
  const kept = JSON.parse(sessionStorage.getItem(TEXT) ?? "null");
  if (kept?.lost && Date.now() - kept.at <= TEXT_LASTS) return kept;
  sessionStorage.removeItem(TEXT);
  return null;
}

/** What does not fit is not kept: saving goes on as ever. @param {Kept} kept */
function keep(kept) {
  try {
    sessionStorage.setItem(TEXT, JSON.stringify(kept));
  } catch {
    sessionStorage.removeItem(TEXT);
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
const asText = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {string} text */
const asBytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** @param {Event} event @param {CryptoKey} key */
async function keepWhatGoes(event, key) {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !form.matches("#page-edit-form")) return;
  const data = new FormData(form);
  // A decision of a reviewer is no text.
  if (data.get("workflow-action-name")) return;
  const fields = [...data].filter(([name]) => !name.startsWith("action-") && name !== "csrfmiddlewaretoken");
  const sealed = await seal(key, fields.filter(([, value]) => typeof value === "string"));
  const text = { nonce: asText(sealed.nonce), data: asText(new Uint8Array(sealed.data)) };
  keep({ path: location.pathname, at: Date.now(), lost: false, ...text });
}

/** @param {Kept} kept @param {CryptoKey} key @returns {Promise<Fields | null>} */
async function opened(kept, key) {
  const data = asBytes(kept.data).buffer;
  return open(key, { nonce: asBytes(kept.nonce), data }).catch(() => null);
}

/** Say that it is there, and ask what is to become of it. @param {Kept} kept @param {Fields} fields @param {DOMStringMap} words */
function offer(kept, fields, words) {
  const editor = document.querySelector("#page-edit-form");
  if (!(editor instanceof HTMLFormElement)) return;
  const box = document.createElement("div");
  box.className = "help-block help-warning";
  box.setAttribute("role", "alert");
  const time = new Date(kept.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  box.append(
    paragraph((words.said ?? "").replace("{time}", time)),
    ...(isOlder(fields, editor) ? [newerDraft(words)] : []),
    button(words.back, "button", () => putBack(kept, fields, editor)),
    " ",
    button(words.drop, "button button-secondary", () => (sessionStorage.removeItem(TEXT), box.remove())),
  );
  editor.before(box);
}

/** Whether a draft was saved after the one that the text was written on. @param {Fields} written @param {HTMLFormElement} editor */
function isOlder(written, editor) {
  const on = new Map(written).get("loaded_revision_id") ?? null;
  return on !== new FormData(editor).get("loaded_revision_id");
}

/** Nobody's draft is covered without a word. @param {DOMStringMap} words */
function newerDraft(words) {
  const said = paragraph(`${words.newer ?? ""} `);
  const history = document.createElement("a");
  Object.assign(history, { href: "../history/", target: "_blank", textContent: words.history ?? "" });
  said.append(history);
  return said;
}

/** @param {string} words */
function paragraph(words) {
  const made = document.createElement("p");
  made.textContent = words;
  return made;
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

/**
 * Send it as the editor would send a draft, on the state of today.
 *
 * @param {Kept} kept
 * @param {Fields} written
 * @param {HTMLFormElement} editor
 */
function putBack(kept, written, editor) {
  keep({ ...kept, lost: false });
  const today = new FormData(editor);
  const fields = written.filter(([name]) => !OF_TODAY.includes(name));
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

/** @param {DOMStringMap} told */
async function start(told) {
  const kept = stillLost();
  const key = await importKey(told.keptUnder ?? "");
  window.addEventListener("submit", (event) => void keepWhatGoes(event, key));
  if (!kept) return;
  const fields = await opened(kept, key);
  if (!fields) sessionStorage.removeItem(TEXT);
  else if (kept.path === location.pathname) offer(kept, fields, told);
}

const script = document.querySelector("script[data-kept-under]");
// Browsers seal on https and on the machine itself only.
if (script instanceof HTMLElement && globalThis.crypto?.subtle) void start(script.dataset);
