// Numbers become sliders that say their value. One that was not touched yet has none.
export function enhance(element, api) {
  for (const box of element.querySelectorAll("[data-slider]")) {
    const field = box.querySelector("input");
    const range = field.cloneNode();
    const output = document.createElement("output");
    const { min, max, step } = field;
    range.type = "range";
    range.removeAttribute("name");
    range.className = "";
    field.type = "hidden";
    // The label belongs to the one that is seen.
    field.removeAttribute("id");
    const show = () => {
      output.textContent = field.value;
      range.value = field.value === "" ? Number(min) + Math.round((max - min) / 2 / step) * step : field.value;
      if (field.value === "") range.setAttribute("aria-valuetext", "–");
      else range.removeAttribute("aria-valuetext");
    };
    const take = () => {
      field.value = range.value;
      show();
      api.change();
    };
    range.addEventListener("input", take);
    // The value in the middle is chosen by touching it.
    range.addEventListener("pointerup", () => field.value === "" && take());
    range.addEventListener("keydown", ({ key }) => key === " " && take());
    box.prepend(range);
    box.append(output);
    show();
  }
}
