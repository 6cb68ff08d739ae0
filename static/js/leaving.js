// Whoever leaves by a link or a button of the page waits a moment while what was just written is saved. What cannot be
// saved is asked for by the browser before the page goes; what is saved never.

const PATIENCE = 3_000;
// They send without leaving the page.
const STAYS = "form[data-practice], form[data-mark], form[data-note], form[data-mock-answer]";

/** The link that a click follows to another page of this site. @param {Event} event @returns {HTMLAnchorElement | null} */
function linkOf(event) {
  if (!(event instanceof MouseEvent) || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target || link.download || link.origin !== location.origin) return null;
  return link.hash && link.pathname + link.search === location.pathname + location.search ? null : link;
}

/** @param {{ isUnsaved: () => boolean, save: () => Promise<unknown> }} work */
export function saveBeforeLeaving({ isUnsaved, save }) {
  let isFree = false; // what was held goes on now
  let isOver = false; // nobody is there any more: the seat is left to the next person, and no question stands on it
  /** @param {Event} event @param {() => void} go */
  const hold = (event, go) => {
    if (isFree || event.defaultPrevented || !isUnsaved()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const enough = new Promise((done) => setTimeout(done, PATIENCE));
    void Promise.race([save(), enough]).then(() => {
      isFree = true;
      go();
      isFree = false;
    });
  };

  document.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (link) hold(event, () => link.click());
  }, true);
  document.addEventListener("submit", (event) => {
    const form = event.target, submitter = event.submitter;
    if (!(form instanceof HTMLFormElement) || form.matches(STAYS)) return;
    if (form.closest("idle-warning")) isOver = true;
    else hold(event, () => form.requestSubmit(submitter));
  }, true);
  addEventListener("beforeunload", (event) => {
    if (isOver || !isUnsaved()) return;
    void save();
    event.preventDefault();
  });
}
