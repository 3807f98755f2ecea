// Shows the page's one confirmation dialog and resolves to true or false. Used by the confirm controller and by hx-confirm.
export function ask({ title, message, action, tone }) {
  const dialog = document.getElementById("confirm-dialog");
  if (!dialog) return Promise.resolve(window.confirm([title, message].filter(Boolean).join("\n")));
  const part = (name) => dialog.querySelector(`[data-part="${name}"]`);
  const button = part("action");
  part("title").textContent = title || dialog.dataset.title;
  part("message").textContent = message || "";
  button.textContent = action || dialog.dataset.label;
  button.classList.toggle("btn-solid-danger", tone !== "brand");
  button.classList.toggle("btn-primary", tone === "brand");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

// <button hx-post="..." hx-confirm="Remove this?"> asks through the same dialog.
document.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  ask({ title: event.detail.question }).then((yes) => yes && event.detail.issueRequest(true));
});
