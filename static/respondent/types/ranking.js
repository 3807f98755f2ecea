// Options are tapped into an order, moved by dragging, by buttons and by arrow keys; the lists of numbers below hold the
// answer as they do without script. Markup: [data-ranking] (words data-up, -down, -off, -moved) holds a [data-option] with
// a label and a select for each option.
const STYLE = "s-button s-quiet s-mini";

export function enhance(element, api) {
  const box = element.querySelector("[data-ranking]");
  const words = box.dataset;
  const selectOf = (row) => row.querySelector("select");
  const textOf = (row) => row.querySelector("label").textContent.trim();
  const ranked = document.createElement("ol");
  const rest = document.createElement("ul");
  const said = document.createElement("p");
  let order = [];
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  ranked.className = rest.className = "s-files";

  const rows = () => Array.from(box.querySelectorAll("[data-option]")).filter((row) => !row.hidden);
  const places = () => Math.min(api.plan.top || Infinity, rows().length);

  function button(text, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = STYLE;
    made.textContent = text;
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }

  function put(row, at, focus) {
    const next = order.filter((one) => one !== row);
    if (at !== null) next.splice(Math.max(0, at), 0, row);
    order = next.slice(0, places());
    write();
    draw();
    const now = order.indexOf(row);
    if (focus) {
      const item = now < 0 ? rest.lastChild || ranked.lastChild : ranked.children[now];
      const wanted = item && (item.querySelector(`[data-act="${focus}"]:not([disabled])`) || item.querySelector("button:not([disabled])"));
      if (wanted) wanted.focus();
    }
    if (now >= 0) said.textContent = (words.moved || "{option}: {rank}").replace("{option}", textOf(row)).replace("{rank}", now + 1);
    api.change();
  }

  function rankedItem(row, at) {
    const item = document.createElement("li");
    const handle = document.createElement("span");
    const label = document.createElement("span");
    const name = textOf(row);
    handle.textContent = "⠿";
    handle.setAttribute("aria-hidden", "true");
    Object.assign(handle.style, { padding: ".5rem", cursor: "grab", touchAction: "none", userSelect: "none" });
    handle.addEventListener("pointerdown", (event) => drag(event, item, row));
    label.textContent = `${at + 1}. ${name}`;
    label.style.flex = "1";
    item.append(handle, label);
    const acts = [["up", "↑", at - 1, at === 0], ["down", "↓", at + 1, at === order.length - 1], ["off", "×", null, false]];
    for (const [act, mark, to, isOff] of acts) {
      const made = button(mark, `${words[act] || mark} ${name}`, () => put(row, to, act));
      made.dataset.act = act;
      made.disabled = isOff;
      item.append(made);
    }
    item.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step || !order[at + step]) return;
      event.preventDefault();
      put(row, at + step, step < 0 ? "up" : "down");
    });
    return item;
  }

  function draw() {
    ranked.textContent = rest.textContent = "";
    order.forEach((row, at) => ranked.append(rankedItem(row, at)));
    const isFull = order.length >= places();
    for (const row of rows()) {
      if (order.includes(row)) continue;
      const item = document.createElement("li");
      const made = button(textOf(row), "", () => put(row, order.length, "off"));
      made.disabled = isFull;
      item.append(made);
      rest.append(item);
    }
    ranked.hidden = !ranked.children.length;
    rest.hidden = !rest.children.length;
  }

  function drag(event, item, row) {
    event.preventDefault();
    const handle = event.target;
    handle.setPointerCapture(event.pointerId);
    const middle = (one) => one.getBoundingClientRect().top + one.offsetHeight / 2;
    const move = ({ clientY }) => {
      const after = Array.from(ranked.children).find((one) => one !== item && clientY < middle(one));
      if (after !== item.nextSibling) ranked.insertBefore(item, after || null);
    };
    const drop = () => {
      handle.removeEventListener("pointermove", move);
      put(row, Array.from(ranked.children).indexOf(item));
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", drop, { once: true });
    handle.addEventListener("pointercancel", drop, { once: true });
  }

  const place = (row) => Number(selectOf(row).value);

  function write() {
    for (const row of Array.from(box.querySelectorAll("[data-option]"))) selectOf(row).value = String(order.indexOf(row) + 1 || "");
  }

  function read() {
    order = rows().filter(place).sort((a, b) => place(a) - place(b));
    write();
    draw();
  }

  box.before(ranked, rest, said);
  box.hidden = true;
  read();
  // Conditions and carried options bring and take options.
  new MutationObserver(read).observe(box, { subtree: true, childList: true, attributes: true, attributeFilter: ["hidden"], characterData: true });
}
