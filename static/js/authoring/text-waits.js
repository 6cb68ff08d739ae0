// On the pages that answer in place of the editor when somebody is signed out, or was signed in anew in another window:
// the text that was on its way (js/authoring/kept-text.js) waits for its author in this tab. The sign-in page forgets
// everything else; this script stands before the one that does, and puts the text back after it.
//
// Only the page that answers what was sent says that it is lost: whoever comes another way (a connection that broke off,
// an address that was typed) may have a text before him that the server has taken, and it must not go twice.

const WAITING = "lesson-text";
const WAITS = 12 * 3_600_000;

/** Whether this page answers what was sent from there. @param {string} path */
function isAnswerTo(path) {
  return document.referrer !== "" && new URL(document.referrer).pathname === path;
}

/** @returns {{ lost: boolean } | null} */
function stillWaiting() {
  const kept = JSON.parse(sessionStorage.getItem(WAITING) ?? "null");
  if (!kept || Date.now() - kept.at > WAITS) return null;
  return kept.lost || isAnswerTo(kept.path) ? { ...kept, lost: true } : null;
}

const text = stillWaiting();
sessionStorage.removeItem(WAITING);

if (text) {
  document.addEventListener("DOMContentLoaded", () => {
    sessionStorage.setItem(WAITING, JSON.stringify(text));
    for (const note of document.querySelectorAll("[data-text-waits]")) if (note instanceof HTMLElement) note.hidden = false;
  });
}
