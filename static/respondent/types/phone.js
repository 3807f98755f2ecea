// Sends a code to the number without leaving the page; another one after a minute.
// Markup: [data-code] (words data-sending, -sent, -again, -failed) holds the button, a line that is read out, and the field NAME.code.
export function enhance(element, api) {
  const box = element.querySelector("[data-code]");
  if (!box) return;
  const [button, line, field] = ["button", "p", "input"].map((name) => box.querySelector(name));
  const { sending, sent, again, failed } = box.dataset;
  const label = button.textContent;
  const form = element.closest("form");
  let until = 0;
  button.type = "button";

  function tick() {
    const left = Math.ceil((until - Date.now()) / 1000);
    // Not disabled: who stands on the button stays there.
    button.setAttribute("aria-disabled", String(left > 0));
    button.textContent = left > 0 ? again.replace("%s", left) : label;
    if (left > 0) setTimeout(tick, 1000);
  }

  async function ask() {
    const phone = element.querySelector(`[name="${api.name}"]`).value;
    const version = form ? form.dataset.version || "" : "";
    const response = await fetch(`${location.pathname}/codes${location.search}`, {
      method: "POST", body: new URLSearchParams({ key: api.key, question: api.name, phone, version }), headers: { Accept: "application/json" },
    });
    const answer = await response.json();
    if (response.status !== 202) return answer.detail || failed;
    until = Date.now() + answer.wait * 1000;
    tick();
    field.focus();
    return sent.replace("%s", answer.number);
  }

  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    line.textContent = sending;
    ask().catch(() => failed).then((text) => {
      line.textContent = text;
      if (until < Date.now()) button.setAttribute("aria-disabled", "false");
    });
  });
}
