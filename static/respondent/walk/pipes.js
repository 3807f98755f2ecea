// Puts answers, parameters and names into texts: the twin of surveys/domain/walk/pipes.py.
import { own } from "../shapes/values.js";

// An option whose text asks for the answer that it is would have no end.
const DEPTH = 3;
const KINDS = ["option", "row", "column"];
const plain = (value) => (typeof value === "string" ? value : typeof value === "number" ? String(value) : "");

export function pipesOf(program, surroundings, answers, inForce) {
  const { labels = {}, texts = {} } = program.plan;

  const choiceText = (id, choice) => (texts[id] || {})[`.${choice}`];

  // The labels of a question in the words that this respondent sees.
  function labelsOf({ key, id, ids }, name, item, loop, depth) {
    const found = Object.assign({}, labels[key]);
    const { options = [], rows = [] } = inForce.get(name) || {};
    for (const each of ids) if (choiceText(id, each)) found[each] = fill(choiceText(id, each), item, loop, depth - 1);
    for (const each of options.concat(rows)) if (each.words !== undefined) found[each.id] = each.words;
    return found;
  }

  function textOf({ key, id, words }, depth = DEPTH) {
    const text = key && choiceText(program.byKey.get(key).id, id);
    return words || (text ? fill(text, null, "", depth - 1) : key ? labels[key][id] : id);
  }

  function answer(key, item, loop, depth) {
    const name = item && (program.loopKeys.get(loop) || []).includes(key) ? `${key}@${item.id}` : key;
    const asked = program.byKey.get(key);
    if (!asked || answers[name] === undefined) return "";
    return asked.shape.words(asked.flat, answers[name], labelsOf(asked, name, item, loop, depth), program.plan.language);
  }

  function valueOf(source, item, loop, depth) {
    const at = source.indexOf(".");
    const kind = at < 0 ? source : source.slice(0, at);
    const name = source.slice(at + 1);
    if (kind === "answers") return depth > 0 ? answer(name, item, loop, depth) : "";
    if (kind === "loop") return item ? (name === "index" ? String(item.index) : textOf(item, depth)) : "";
    if (kind === "organization") return surroundings.organization_name || "";
    const values = surroundings[kind] || {};
    return own(values, name) ? plain(values[name]) : "";
  }

  function fill(parts, item, loop, depth = DEPTH) {
    return parts.map((part) => (typeof part === "string" ? part : valueOf(part[0], item, loop, depth) || part[1])).join("");
  }

  function all(steps, ending) {
    const found = {};
    const put = (id, at, item, loop) => {
      const fields = texts[id] || {};
      for (const name of Object.keys(fields)) if (name[0] !== ".") found[`${id}${at}.${name}`] = fill(fields[name], item, loop);
    };
    put("_survey", "");
    for (const { page, item, loop, questions } of steps) {
      const at = item ? `@${item.id}` : "";
      put(page, at, item, loop);
      for (const { id, inForce: shown } of questions) {
        put(id, at, item, loop);
        for (const kind of KINDS) {
          for (const choice of shown[`${kind}s`] || []) {
            const text = choiceText(id, choice.id);
            const slot = `${id}${at}.${kind}.${choice.id}`;
            if (choice.words !== undefined) found[slot] = choice.words;
            else if (text) found[slot] = fill(text, item, loop);
          }
        }
      }
    }
    put(ending, "");
    return found;
  }

  return { fill, all, textOf };
}
