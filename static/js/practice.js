// Practice without leaving the page: sends the item's form and puts the answer's feedback in place.
// Without this module the form is a plain one and the page comes back with the feedback.

/** @param {HTMLFormElement} form */
async function check(form) {
  const response = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { "X-Partial": "feedback" },
  });
  // Whoever is signed out is led to sign in, as the plain form is.
  if (!response.ok || response.redirected) {
    form.submit();
    return;
  }
  const holder = document.createElement("div");
  holder.innerHTML = await response.text();
  const feedback = holder.firstElementChild;
  if (!feedback) return;
  form.querySelector("[data-feedback]")?.remove();
  form.querySelector("fieldset")?.after(feedback);
  tell(form, false);
}

/** Say that there is no network, or take it back: the lesson stays on the screen. @param {HTMLFormElement} form @param {boolean} isAway */
function tell(form, isAway) {
  const words = form.querySelector("[data-away]");
  if (words instanceof HTMLElement) words.hidden = !isAway;
}

for (const form of document.querySelectorAll("form[data-practice]")) {
  form.addEventListener("submit", (event) => {
    if (!(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    check(form).catch(() => tell(form, true));
  });
}
