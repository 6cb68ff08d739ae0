// A block that is moved by keyboard takes the focus along: the browser lets it go when Wagtail puts the block elsewhere,
// and who works without a mouse would begin at the top of the page again.

/** @param {MouseEvent} event */
function keep(event) {
  const button = event.target instanceof Element ? event.target.closest("form[data-edit-form] button") : null;
  if (!(button instanceof HTMLButtonElement)) return;
  setTimeout(() => {
    if (document.activeElement !== document.body || !button.isConnected) return;
    // At the end of the list the way on is closed: the way back stands beside it.
    const open = button.disabled ? button.parentElement?.querySelector("button:not(:disabled)") : button;
    if (open instanceof HTMLElement) open.focus();
  });
}

document.addEventListener("click", keep, { capture: true });
