// Files are sent as soon as they are chosen, with their progress; each can be taken back.
// Markup: one file input NAME and a list [data-files] with the words data-remove, -sending, -failed, -large; an entry of it holds a name and a hidden field NAME with the id.
export function enhance(element, api) {
  const input = element.querySelector("input[type=file]");
  const list = element.querySelector("[data-files]");
  const { remove, sending, failed, large } = list.dataset;
  const { most, max_bytes: largest } = api.plan;

  function entry(name) {
    const item = document.createElement("li");
    const label = document.createElement("span");
    label.textContent = name;
    item.append(label);
    list.append(item);
    return item;
  }

  function removable(item) {
    const name = item.querySelector("span").textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "s-button s-quiet s-mini";
    button.textContent = remove || "×";
    button.setAttribute("aria-label", `${remove || "×"} ${name}`);
    button.addEventListener("click", () => {
      item.remove();
      room();
      input.focus();
      api.change();
    });
    item.append(button);
  }

  function room() {
    input.disabled = list.children.length >= most;
  }

  async function send(file) {
    const item = entry(file.name);
    if (file.size > largest) return end(item, large || failed);
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.setAttribute("aria-label", sending || file.name);
    item.append(bar);
    try {
      const id = await api.upload(file, (share) => { bar.value = share; });
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = api.name;
      field.value = id;
      bar.remove();
      item.append(field);
      removable(item);
      api.change();
    } catch (error) {
      bar.remove();
      end(item, error.message || failed);
    }
    return room();
  }

  function end(item, text) {
    item.querySelector("span").textContent += ` – ${text || "×"}`;
    item.setAttribute("role", "alert");
    removable(item);
    room();
  }

  for (const item of Array.from(list.children)) removable(item);
  room();
  input.addEventListener("change", () => {
    Array.from(input.files).slice(0, most - list.children.length).forEach(send);
    input.value = "";
  });
}
