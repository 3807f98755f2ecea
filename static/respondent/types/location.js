// A button that asks the browser where it is; the browser asks its user. Rounded before it is put into the fields.
// Markup: inputs NAME.lat and NAME.lng in [data-location] with the words data-ask, -asking, -found, -refused.
export function enhance(element, api) {
  const box = element.querySelector("[data-location]");
  const { ask, asking, found, refused } = box.dataset;
  if (!navigator.geolocation) return;
  const field = (part) => element.querySelector(`[name="${api.name}.${part}"]`);
  const accuracy = document.createElement("input");
  accuracy.type = "hidden";
  accuracy.name = `${api.name}.accuracy`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "s-button s-quiet s-mini";
  button.textContent = ask || "⌖";
  const line = document.createElement("p");
  line.className = "s-small";
  line.setAttribute("role", "status");
  box.prepend(button, line, accuracy);

  const scale = 10 ** api.plan.precision;
  const rounded = (degrees) => String(Math.floor(degrees * scale + 0.5) / scale);
  button.addEventListener("click", () => {
    line.textContent = asking || "…";
    button.setAttribute("aria-busy", "true");
    const end = (text) => {
      button.removeAttribute("aria-busy");
      line.textContent = text;
    };
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      field("lat").value = rounded(coords.latitude);
      field("lng").value = rounded(coords.longitude);
      accuracy.value = String(Math.min(Math.ceil(coords.accuracy), 20000000));
      end(found || "✓");
      api.change();
    }, () => end(refused || "–"), { timeout: 15000, maximumAge: 600000 });
  });
  // Who writes a place by hand knows nothing of its accuracy.
  box.addEventListener("input", () => { accuracy.value = ""; });
}
