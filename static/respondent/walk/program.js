// A plan made ready for walking, once: rules compiled, names looked up. The twin of surveys/domain/walk/program.py.
import { compile, truthy } from "../logic.js";
import shapes from "../shapes.js";

const prepared = new WeakMap();

// Without a rule it always holds.
const predicate = (rule = true) => {
  const run = compile(rule);
  return (data) => truthy(run(data));
};
const compiled = ({ if: rule, next = [] }) => ({ holds: predicate(rule), jumps: next.map(([to, when]) => [to, predicate(when)]) });

function choiceSet(name, raw, byKey) {
  const [key, take] = raw[`${name}_from`] || [];
  const { flat = {} } = byKey.get(key) || {};
  const own = (raw[name] || []).map((choice) => (choice.id ? choice : { id: choice }));
  const carried = key ? [flat.options, flat.rows, []].find((choices) => choices && choices.length) || [] : [];
  const all = carried.concat(own);
  const rules = new Map(all.filter((choice) => "if" in choice).map((choice) => [choice.id, predicate(choice.if)]));
  const shuffles = all.length > 1 && { options: raw.shuffle, rows: raw.shuffle_rows }[name];
  return { name, all, carried, own, rules, key, take, shuffles, needed: (raw.needs || []).includes(name) };
}

function prepareQuestion(raw, page, loop, byKey) {
  const { id, key, type, shape } = raw;
  const sets = ["options", "rows", "columns"].map((name) => choiceSet(name, raw, byKey));
  const [options, rows, columns] = sets.map((set) => set.all);
  return Object.assign({
    id, key, page, loop, sets, raw, choices: { options, rows, columns },
    shape: shapes[shape],
    // What shapes call the question: its settings, and all choices that it may ever have.
    flat: Object.assign({ key, type, shape, options, rows, columns }, raw.settings),
    mode: type === "hidden" || type === "calculated" ? "made" : shape === "nothing" ? "shown" : "asked",
    changes: sets.some((set) => set.rules.size || set.key || set.shuffles),
    ids: [].concat(options, rows, columns).map((choice) => choice.id),
    needed: predicate(raw.required || ("required_if" in raw ? raw.required_if : false)),
    checks: (raw.checks || []).map(([rule, message, soft]) => [predicate(rule), message, soft]),
    value: type === "calculated" && compile(raw.value),
  }, compiled(raw));
}

function prepare(plan) {
  const byKey = new Map();
  // The page on which each page or question stands, -1 for endings.
  const targets = new Map([["end", -1]]);
  const loopKeys = new Map();
  const pages = plan.pages.map((raw, index) => {
    const loop = raw.loop ? JSON.stringify(raw.loop) : "";
    const keys = loopKeys.get(loop) || [];
    targets.set(raw.id, index);
    const questions = (raw.questions || []).map((each) => {
      const asked = prepareQuestion(each, index, loop, byKey);
      byKey.set(asked.key, asked);
      targets.set(asked.id, index);
      keys.push(asked.key);
      return asked;
    });
    loopKeys.set(loop, keys);
    return Object.assign({ id: raw.id, raw, index, loop, questions, times: raw.loop && compile(raw.loop.times) }, compiled(raw));
  });
  const endings = plan.endings.map(([id, outcome, rule]) => {
    targets.set(id, -1);
    return { id, outcome, holds: predicate(rule === null ? true : rule) };
  });
  const cells = (plan.cells || []).map(([quota, cell, rule, keys]) => ({ found: [quota, cell], keys, holds: predicate(rule) }));
  return { plan, pages, byKey, targets, loopKeys, endings, cells };
}

export function programOf(plan) {
  if (!prepared.has(plan)) prepared.set(plan, prepare(plan));
  return prepared.get(plan);
}
