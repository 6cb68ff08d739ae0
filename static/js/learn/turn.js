// The arrow keys turn to the part before and after, except where they already mean something.

const BUSY = "input, textarea, select, button[aria-haspopup], audio, video, summary, dialog, [contenteditable], [popover], .table-scroll";

/** @param {{ key: string, altKey: boolean, ctrlKey: boolean, metaKey: boolean, shiftKey: boolean }} event */
export function wayOf(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return "";
  return { ArrowLeft: "previous", ArrowRight: "next" }[event.key] ?? "";
}

if (typeof document !== "undefined") {
  document.addEventListener("keydown", (event) => {
    const way = wayOf(event);
    if (!way || (event.target instanceof Element && event.target.closest(BUSY))) return;
    const link = document.querySelector(`[data-turn="${way}"]`);
    if (link instanceof HTMLAnchorElement) link.click();
  });
}
