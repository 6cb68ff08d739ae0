// The time left of a mock examination, counted by the monotonic clock; at the end the page saves and leads on.
// The server decides: without this module the page shows the time left when it was loaded.

const SOON = 5 * 60;

/** @param {HTMLElement} holder */
function start(holder) {
  const left = Number(holder.dataset.left), began = performance.now();
  const timer = holder.querySelector("[data-timer]"), value = holder.querySelector("[data-value]");
  const spoken = holder.querySelector("[data-spoken]");
  if (!(timer instanceof HTMLElement) || !value || !Number.isFinite(left)) return;
  const tick = setInterval(() => {
    const seconds = Math.max(0, Math.ceil(left - (performance.now() - began) / 1000));
    value.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds <= SOON && timer.dataset.state === "calm") {
      timer.dataset.state = "soon";
      if (spoken) spoken.textContent = holder.dataset.soon ?? "";
    }
    if (seconds > 0) return;
    clearInterval(tick);
    const form = document.getElementById(holder.dataset.form ?? "");
    if (form instanceof HTMLFormElement) form.requestSubmit();
  }, 1000);
}

for (const holder of document.querySelectorAll("[data-mock-timer]")) {
  if (holder instanceof HTMLElement) start(holder);
}
