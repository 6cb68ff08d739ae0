// On the pages that answer in place of the editor when somebody is signed out, or was signed in anew in another window:
// the text that was on its way (js/authoring/kept-text.js) waits for its author in this tab. The sign-in page forgets
// everything else; this script stands before the one that does, and puts the text back after it.

const WAITING = "lesson-text";
const text = sessionStorage.getItem(WAITING);

if (text) {
  document.addEventListener("DOMContentLoaded", () => {
    sessionStorage.setItem(WAITING, JSON.stringify({ ...JSON.parse(text), lost: true }));
    for (const note of document.querySelectorAll("[data-text-waits]")) if (note instanceof HTMLElement) note.hidden = false;
  });
}
