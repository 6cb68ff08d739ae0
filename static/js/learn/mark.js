// Marks a part without loading the page again: what somebody has typed on it stays. Without this module the form is a
// plain one.

/** @param {HTMLFormElement} form @param {string} isOn @param {() => void} leave */
export async function mark(form, isOn, leave = () => form.submit()) {
  const away = form.querySelector("[data-away]");
  const tell = (/** @type {boolean} */ isAway) => void (away instanceof HTMLElement && (away.hidden = !isAway));
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const data = new FormData(form);
  data.set("is_on", isOn);
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
    tell(false);
    // Whoever is signed out is led to sign in, and a refusal is a page of its own, as with the plain form.
    if (!answer.ok || answer.redirected) return leave();
    const button = form.querySelector("button");
    if (button) button.outerHTML = (await answer.json()).button;
    form.querySelector("button")?.focus();
  } catch {
    tell(true);
  } finally {
    form.ariaBusy = "false";
  }
}

if (typeof document !== "undefined") {
  for (const form of document.querySelectorAll("form[data-mark]")) {
    form.addEventListener("submit", (event) => {
      const button = event instanceof SubmitEvent ? event.submitter : null;
      if (!(form instanceof HTMLFormElement) || !(button instanceof HTMLButtonElement)) return;
      event.preventDefault();
      void mark(form, button.value);
    });
  }
}
