// Keys and fingers: digits choose in the question that has the focus, Enter goes on, a swipe turns the page.
const FAR = 70;

function choose(element, digit) {
  const fields = Array.from(element.querySelectorAll("input[type=radio], input[type=checkbox]")).filter((field) => field.offsetParent);
  const radios = fields.filter(({ type }) => type === "radio");
  const open = radios.find(({ name }) => !fields.some((field) => field.name === name && field.checked));
  const group = document.activeElement.type === "radio" ? document.activeElement.name : open && open.name;
  const asked = group ? radios.filter(({ name }) => name === group) : fields;
  const isScale = asked.length && asked.every(({ value }) => /^-?\d+$/.test(value));
  const field = isScale ? asked.find(({ value }) => value === digit) : asked[Number(digit) - 1];
  if (field) field.click();
  return field;
}

export function moves(form, { next, back }) {
  form.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const isText = target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (/^[0-9]$/.test(key) && !isText) {
      const element = target.closest("[data-question]");
      if (element && choose(element, key)) event.preventDefault();
    } else if (key === "Enter" && target.matches("[data-question], .s-page")) {
      next();
    }
  });

  let start = null;
  form.addEventListener("touchstart", ({ touches, target }) => {
    const stays = target.closest("input[type=range], canvas, textarea, select, [data-still]");
    start = touches.length === 1 && !stays ? touches[0] : null;
  }, { passive: true });
  form.addEventListener("touchend", ({ changedTouches: [end] }) => {
    if (!start) return;
    const across = (end.clientX - start.clientX) * (document.dir === "rtl" ? -1 : 1);
    const down = Math.abs(end.clientY - start.clientY);
    const selected = String(getSelection());
    start = null;
    if (Math.abs(across) < FAR || Math.abs(across) < 2 * down || selected) return;
    if (across < 0) next();
    else back();
  }, { passive: true });
}
