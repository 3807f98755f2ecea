// What is said about answers: errors beside their questions and in a summary, doubts, and the line at the end of the form.

export function notes({ form, messages, question }) {
  const summary = document.getElementById("errors");
  const list = summary.querySelector("ul");
  const status = form.querySelector(".s-status");

  // %(name)s as the texts of the server have it. Lists of ids say nothing to people.
  function sentence({ code, params = {} }) {
    if (code === "check_failed") return params.message;
    return (messages[code] || messages.required).replace(/%\((\w+)\)s/g, (all, name) => (name in params ? params[name] : ""));
  }

  const heading = (element) => element.querySelector("legend, .s-title").firstChild;
  const titleOf = (element) => {
    const node = heading(element);
    return (node.textContent.trim() || node.nextSibling.textContent).trim();
  };

  function put(name, text, soft) {
    const element = question(name);
    const line = document.getElementById(`e-${name}`);
    if (!element || !line) return;
    line.textContent = text;
    line.hidden = !text;
    line.classList.toggle("is-soft", Boolean(soft));
    element.classList.toggle("has-error", Boolean(text) && !soft);
    const fields = element.getAttribute("role") === "radiogroup" ? [element] : element.querySelectorAll("[id^='f-']");
    for (const field of fields) {
      if (text && !soft) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }

  return {
    sentence,
    put,
    say(text) { status.textContent = text; },
    clear(name) {
      put(name, "");
      const link = list.querySelector(`[data-for="${name}"]`);
      if (link) link.remove();
      summary.hidden = !list.children.length;
    },
    // {name: error}; true when there is any. The first one gets the attention.
    show(errors, names) {
      list.textContent = "";
      for (const name of names) put(name, name in errors ? sentence(errors[name]) : "");
      const wrong = names.filter((name) => name in errors && question(name));
      for (const name of wrong) {
        const item = document.createElement("li");
        const link = document.createElement("a");
        item.dataset.for = name;
        link.href = `#q-${name}`;
        link.textContent = titleOf(question(name));
        item.append(link);
        list.append(item);
      }
      summary.hidden = !wrong.length;
      if (wrong.length) {
        summary.focus({ preventScroll: true });
        question(wrong[0]).scrollIntoView({ block: "center" });
      }
      return wrong.length > 0;
    },
    doubt(soft, names) {
      const found = names.filter((name) => name in soft);
      for (const name of found) put(name, soft[name].join(" "), true);
      if (found.length) question(found[0]).focus();
      return found;
    },
  };
}
