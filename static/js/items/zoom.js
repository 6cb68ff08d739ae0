// Opens the picture of a question large, above the page: what was answered stays as it is. Without this module the
// picture opens in a window of its own.

/** @param {ParentNode} root */
export function enhanceZoom(root) {
  for (const link of root.querySelectorAll("a[data-zoom]")) {
    if (!(link instanceof HTMLAnchorElement)) continue;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      open(link);
    });
  }
}

/** @param {HTMLAnchorElement} link */
function open(link) {
  const dialog = document.createElement("dialog");
  dialog.className = "zoom";
  const picture = document.createElement("img");
  picture.src = link.href;
  picture.alt = link.dataset.words ?? "";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = link.dataset.close ?? "×";
  dialog.append(button, picture);
  dialog.setAttribute("aria-label", picture.alt || button.textContent);
  const close = () => {
    dialog.close();
    dialog.remove();
    link.focus();
  };
  button.addEventListener("click", close);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  document.body.append(dialog);
  dialog.showModal();
}
