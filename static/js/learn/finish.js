// Sends that a lesson is finished without leaving it first: where the server is not reached, the lesson stays on the screen
// and it is said that nothing was kept. Without this module the form is a plain one.

/** @param {HTMLFormElement} form @param {(address: string) => void} go */
export async function finish(form, go = (address) => location.assign(address)) {
  const away = form.querySelector("[data-away]");
  if (away instanceof HTMLElement) away.hidden = true;
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    // Whoever is signed out is led to sign in, and a refusal is a page of its own, as with the plain form.
    if (answer.ok && !answer.redirected) go((await answer.json()).location);
    else form.submit();
  } catch {
    if (away instanceof HTMLElement) away.hidden = false;
  } finally {
    form.ariaBusy = "false";
  }
}

if (typeof document !== "undefined") {
  const form = document.querySelector("form[data-finish]");
  if (form instanceof HTMLFormElement) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void finish(form);
    });
  }
}
