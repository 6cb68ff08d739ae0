// A page that shows a name and waits for an answer goes away when nobody is there. The server forgets it too.

const holder = document.querySelector("[data-forget-after]");

if (holder instanceof HTMLElement) {
  const limit = Number(holder.dataset.forgetAfter) * 1000;
  const shown = Date.now();
  // The wall clock, not a timer: a machine that slept must notice at once.
  setInterval(() => {
    if (Date.now() - shown > limit) location.replace(holder.dataset.forgetTo ?? "/");
  }, 1000);
}
