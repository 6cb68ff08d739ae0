// The page may go at any moment: a reload, the way back, a closed window. What is being typed is kept and sent before.

/**
 * @typedef {object} Page
 * @property {import("./typing.js").Typing} typing
 * @property {import("./sender.js").Sender} [sender]
 * @property {import("./queue.js").AnswerQueue} [queue]
 * @property {import("./journal.js").Journal} [journal]
 */

/** @param {Page} page */
export function watchLeaving(page) {
  // Also where nothing follows: nobody may come back to a page that is not seen.
  const keep = () => {
    if (!page.typing.isOpen) return;
    page.typing.finish();
    page.sender?.wake(0);
  };
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  addEventListener("beforeunload", (event) => {
    keep();
    if (page.queue?.unsent && !page.journal?.durable) event.preventDefault();
  });
  addEventListener("pagehide", () => {
    keep();
    page.sender?.sendLast();
  });
}
