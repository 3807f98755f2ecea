// Options: one, several, down a tree. The twin of surveys/domain/questions/shapes/{choice,choices,path}.py.
import { clean, fail, idsOf, isObject, named, size } from "./values.js";

const OPEN_LONGEST = 200;
const optionId = (value) => (isObject(value) ? value.option : value);

export function takeOption(value, offered) {
  let text = null;
  if (isObject(value)) {
    if (Object.keys(value).sort().join() !== "option,text" || typeof value.text !== "string") return fail("not_a_choice");
    text = clean(value.text);
    value = value.option;
  }
  if (typeof value !== "string") return fail("not_a_choice");
  const choice = offered.find((each) => each.id === value);
  if (!choice) return fail("unknown_option", { option: named(value) });
  if (!choice.open) return text === null ? { value } : fail("not_a_choice");
  if (!text) return fail("open_text_missing", { option: value });
  if (size(text) > OPEN_LONGEST) return fail("too_long", { limit: OPEN_LONGEST, length: size(text) });
  return { value: { option: value, text } };
}

// In the order of `order`, carried options first; null when nothing is chosen.
export function takeOptions(value, offered, { min = 0, max = 0, options: order = [] }) {
  if (!Array.isArray(value)) return fail("not_a_choice");
  const taken = new Map();
  for (const item of value) {
    const option = takeOption(item, offered);
    if (option.error) return option;
    const id = optionId(option.value);
    if (taken.has(id)) return fail("choice_twice", { option: id });
    taken.set(id, option.value);
  }
  if (!taken.size) return null;
  const alone = offered.some((choice) => choice.exclusive && taken.has(choice.id));
  if (alone && taken.size > 1) return fail("exclusive_choice");
  const most = offered.filter((choice) => !choice.exclusive).length;
  if (!alone && taken.size < Math.min(min, most)) return fail("too_few", { least: min });
  if (max && taken.size > max) return fail("too_many", { most: max });
  const ids = idsOf(order);
  const shown = idsOf(offered).filter((id) => taken.has(id));
  const own = ids.filter((id) => shown.includes(id));
  return { value: shown.filter((id) => !ids.includes(id)).concat(own).map((id) => taken.get(id)) };
}

const readOption = (id, name, form) => {
  const text = clean(form.get(`${name}.open.${id}`) || "");
  return text ? { option: id, text } : id;
};
const optionWords = (value, labels) => {
  const id = optionId(value);
  return (labels[id] || id) + (isObject(value) ? labels[":"] + value.text : "");
};

export const choice = {
  read: (question, name, form) => {
    const id = form.get(name);
    return id ? (question.ids ? id : readOption(id, name, form)) : null;
  },
  check: (question, value, inForce) =>
    value === null ? null : takeOption(value, question.ids ? question.ids.map((id) => ({ id })) : inForce.options),
  words: (question, value, labels) => optionWords(value, labels),
};

export const choices = {
  read: (question, name, form) => {
    const ids = form.getlist(name).filter((id) => id);
    return ids.length ? ids.map((id) => readOption(id, name, form)) : null;
  },
  check: (question, value, inForce) => (value === null ? null : takeOptions(value, inForce.options, question)),
  words: (question, value, labels) => value.map((item) => optionWords(item, labels)).join(labels[","]),
};

const either = (name) => (question, ...rest) => (question.multiple ? choices : choice)[name](question, ...rest);
export const picture = { read: either("read"), check: either("check"), words: either("words") };

export const path = {
  read: (question, name, form) => {
    const found = [];
    for (let level = 1; level <= question.levels; level++) found.push(form.get(`${name}.${level}`) || "");
    while (found.length && !found[found.length - 1]) found.pop();
    return found.length ? found : null;
  },
  check: (question, value) => {
    if (value === null) return null;
    if (!Array.isArray(value)) return fail("not_a_list");
    let tree = question.tree;
    for (const id of value) {
      if (typeof id !== "string") return fail("not_a_choice");
      if (!Object.keys(tree).includes(id)) return fail("unknown_option", { option: named(id) });
      tree = tree[id];
    }
    return value.length ? (Object.keys(tree).length ? fail("path_unfinished") : { value }) : null;
  },
  words: (question, value, labels) => value.map((id) => labels[id] || id).join(" / "),
};
