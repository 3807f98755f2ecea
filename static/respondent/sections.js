// The pages of the path as sections of the form: made from their templates when they come, and kept in line with the walk.
import { formOf, write } from "./fields.js";

const SETS = { option: "options", row: "rows", column: "columns" };

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function sections({ form, program, behaviours, answers, api }) {
  const templates = new Map();
  const made = new Map();
  const choices = new WeakMap();
  document.querySelectorAll("template[data-page]").forEach((each) => templates.set(each.dataset.page, each));
  const first = form.querySelector("[data-step]");
  const anchor = first.nextSibling;

  // In a page that is repeated each name holds a mark in the place of the item.
  function rename(root, id) {
    for (const element of [root, ...root.querySelectorAll("*")]) {
      for (const { name, value } of Array.from(element.attributes)) {
        if (value.includes("@~")) element.setAttribute(name, value.split("@~").join(`@${id}`));
      }
    }
  }

  const keyOf = (name) => name.split("@")[0];
  const questions = (section) => Array.from(section.querySelectorAll("[data-question]"));

  function enhance(section) {
    for (const element of questions(section)) {
      const { question: name, type } = element.dataset;
      const asked = program.byKey.get(keyOf(name));
      if (name in answers) write(element, type, name, answers[name]);
      const behaviour = behaviours[type];
      if (behaviour) behaviour(element, api(element, name, asked));
    }
  }

  function make({ name, page, item }) {
    let section = first;
    if (first.dataset.step !== name || made.has(name)) {
      section = document.importNode(templates.get(page).content.firstElementChild, true);
      section.dataset.step = name;
      if (item) rename(section, item.id);
    }
    made.set(name, section);
    enhance(section);
    return section;
  }

  // Only those in force stay, in their order. Lists lose the others, for some browsers show hidden entries all the same.
  function arrange(element, kind, inForce) {
    const known = choices.get(element) || {};
    const all = known[kind] || Array.from(element.querySelectorAll(`[data-${kind}]`));
    choices.set(element, Object.assign(known, { [kind]: all }));
    if (!all.length) return;
    const order = inForce.map(({ id }) => id);
    const groups = new Map();
    for (const node of all) {
      const parent = node.parentNode || groups.get(node);
      const at = order.indexOf(node.dataset[kind]);
      node.hidden = at < 0;
      if (node.tagName === "OPTION") node.disabled = at < 0;
      if (parent) groups.set(parent, (groups.get(parent) || []).concat(node));
    }
    if (element.dataset.type === "maxdiff") return;
    groups.forEach((nodes, parent) => {
      const wanted = nodes.slice().sort((a, b) => rank(order, a, kind) - rank(order, b, kind));
      if (wanted.every((node, at) => node === nodes[at])) return;
      const end = nodes.reduce((last, node) => (last.compareDocumentPosition(node) & 4 ? node : last)).nextSibling;
      wanted.forEach((node) => parent.insertBefore(node, end));
      known[kind] = Array.from(element.querySelectorAll(`[data-${kind}]`));
    });
  }

  function rank(order, node, kind) {
    const at = order.indexOf(node.dataset[kind]);
    return at < 0 ? order.length : at;
  }

  function mark(element, required) {
    const label = element.querySelector("[data-mark]");
    if (label) label.hidden = !required;
    const field = element.getAttribute("role") === "radiogroup" ? element : element.tagName === "DIV" && element.querySelector("[id^='f-']");
    if (field && label) {
      if (required) field.setAttribute("aria-required", "true");
      else field.removeAttribute("aria-required");
    }
  }

  return {
    get: (step) => made.get(step.name) || make(step),
    all: () => Array.from(made.values()),
    question: (name) => document.getElementById(`q-${name}`),
    read(element) {
      const { question: name } = element.dataset;
      const asked = program.byKey.get(keyOf(name));
      return [name, asked.shape.read(asked.flat, name, formOf(element))];
    },

    // What of the page is shown, and in which order. `only` is the one question of it that is asked now.
    align(section, step, only) {
      const here = questions(section);
      const shown = new Map(step.questions.map((each) => [each.name, each]));
      const order = step.questions.map((each) => each.name);
      const place = (element) => (shown.has(element.dataset.question) ? order.indexOf(element.dataset.question) : order.length);
      const wanted = here.slice().sort((a, b) => place(a) - place(b));
      if (wanted.some((element, at) => element !== here[at])) wanted.forEach((element) => section.append(element));
      for (const element of here) {
        const one = shown.get(element.dataset.question);
        element.hidden = !one || Boolean(only && one.name !== only);
        if (!one) continue;
        for (const kind of Object.keys(SETS)) arrange(element, kind, one.inForce[SETS[kind]] || []);
        for (const set of element.querySelectorAll("[data-set]")) {
          set.hidden = set.querySelectorAll("[data-option]:not([hidden])").length < 2;
        }
        mark(element, one.required);
      }
    },

    // Puts in what stands in pipes now.
    fill(root, texts) {
      for (const slot of root.querySelectorAll("[data-slot]")) if (slot.dataset.slot in texts) put(slot, texts[slot.dataset.slot]);
    },

    show(section) {
      for (const other of made.values()) if (other !== section) other.remove();
      if (first !== section) first.remove();
      if (!section.isConnected) form.insertBefore(section, anchor);
    },
  };
}
