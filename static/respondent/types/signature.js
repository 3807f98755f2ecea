// Draws with finger, pen or mouse; whoever cannot draw writes the name, which is drawn. Either way a picture is sent.
// Markup: [data-signature] holds the file input NAME and perhaps a hidden field NAME with the id of a picture; words
// data-hint, -clear, -name, -saved, -failed.
const WIDTH = 600;
const HEIGHT = 200;
const PAUSE = 900;

export function enhance(element, api) {
  const box = element.querySelector("[data-signature]");
  const words = box.dataset;
  const file = box.querySelector("input[type=file]");
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const canvas = make("canvas", { width: WIDTH, height: HEIGHT });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", words.hint || "");
  const pen = canvas.getContext("2d");
  const field = box.querySelector("input[type=hidden]") || make("input", { type: "hidden", name: api.name });
  const line = make("p", { className: "s-small", textContent: words.hint || "" });
  line.setAttribute("role", "status");
  const clear = make("button", { type: "button", className: "s-button s-quiet s-mini", textContent: words.clear || "×" });
  const label = make("label", { className: "s-label", textContent: words.name || "" });
  const name = make("input", { type: "text", className: "s-input", id: file.id, maxLength: 40, autocomplete: "name" });
  label.htmlFor = name.id;
  let timer = 0;
  let turn = 0;

  function wipe() {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    Object.assign(pen, { fillStyle: "#111", strokeStyle: "#111", lineWidth: 3, lineCap: "round", lineJoin: "round" });
  }

  // Sent once the hand rests; what was drawn meanwhile makes the picture before it void.
  function later() {
    clearTimeout(timer);
    turn += 1;
    const mine = turn;
    timer = setTimeout(() => canvas.toBlob((blob) => {
      api.upload(new File([blob], "signature.png", { type: "image/png" })).then((id) => {
        if (mine !== turn) return;
        field.value = id;
        line.textContent = words.saved || "✓";
        api.change();
      }, (error) => { line.textContent = error.message || words.failed || "×"; });
    }), PAUSE);
  }

  function empty() {
    clearTimeout(timer);
    turn += 1;
    wipe();
    line.textContent = words.hint || "";
    if (field.value) {
      field.value = "";
      api.change();
    }
  }

  let at = null;
  const point = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [((event.clientX - left) * WIDTH) / width, ((event.clientY - top) * HEIGHT) / height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    if (name.value) { name.value = ""; wipe(); }
    at = point(event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!at) return;
    pen.beginPath();
    pen.moveTo(at[0], at[1]);
    at = point(event);
    pen.lineTo(at[0], at[1]);
    pen.stroke();
  });
  const lift = () => {
    if (at) later();
    at = null;
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  clear.addEventListener("click", () => {
    name.value = "";
    empty();
  });
  name.addEventListener("input", () => {
    const text = name.value.trim();
    if (!text) { empty(); return; }
    wipe();
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.font = `italic ${Math.min(90, Math.floor((WIDTH * 1.4) / Array.from(text).length))}px KaiTi, STKaiti, cursive, serif`;
    pen.fillText(text, WIDTH / 2, HEIGHT / 2, WIDTH - 40);
    later();
  });

  wipe();
  box.textContent = "";
  box.append(canvas, line, clear, label, name, field);
  if (field.value) line.textContent = words.saved || "✓";
}
