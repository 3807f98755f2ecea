// Orders, and what is in force: the twin of surveys/domain/walk/{orders,arms,carry,loops}.py.
import { Draw } from "../random.js";
import { isObject, member } from "../shapes/values.js";

const INSEPARABLE = { emotion: ["emotion"], sets: ["best", "worst"] };
const DEEPEST = 5;
const isOpen = (value) => isObject(value) && Object.keys(value).sort().join() === "option,text";
const flat = (lists) => [].concat(...lists);
const either = (first, second) => (first.length ? first : second);

// Fixed and exclusive ones keep their places, groups stay together.
function shuffled(choices, seed) {
  const draw = new Draw(seed);
  const stays = ({ fixed, exclusive }) => fixed || exclusive;
  const units = new Map();
  choices.forEach((choice, at) => {
    const unit = choice.group || `.${at}`;
    if (!stays(choice)) units.set(unit, (units.get(unit) || []).concat(choice));
  });
  const movable = flat(draw.shuffle(units.values()).map((unit) => (unit.length > 1 ? draw.shuffle(unit) : unit)));
  return choices.map((choice) => (stays(choice) ? choice : movable.shift()));
}

export function questionsInOrder({ id, questions, raw: { shuffle, show } }, seed) {
  if (!shuffle && !show) return questions;
  const isAsked = ({ mode }) => mode === "asked";
  const drawn = new Draw(`${seed}:questions:${id}`).shuffle(questions.filter(isAsked)).slice(0, show);
  if (!shuffle) return questions.filter((each) => !isAsked(each) || drawn.includes(each));
  return questions.map((each) => (isAsked(each) ? drawn.shift() : each)).filter(Boolean);
}

export function pagesInOrder({ pages, targets, plan }, seed) {
  const found = pages.slice();
  for (const [names, show] of plan.groups || []) {
    const places = names.map((name) => targets.get(name)).sort((a, b) => a - b);
    const drawn = new Draw(`${seed}:pages:${names[0]}`).shuffle(places).slice(0, show || places.length);
    places.forEach((place, at) => { found[place] = pages[drawn[at]]; });
  }
  return found.filter(Boolean);
}

const commonDivisor = (a, b) => (b ? commonDivisor(b, a % b) : a);

export function armsOf({ experiments = [] }, { seed = "", turn, survey = "" }) {
  const arms = {};
  for (const [id, weighted] of experiments) {
    const common = weighted.map(([, weight]) => weight).reduce(commonDivisor);
    const block = flat(weighted.map(([arm, weight]) => Array(weight / common).fill(arm)));
    const size = block.length;
    if (typeof turn !== "number") arms[id] = block[new Draw(`${seed}:arm:${id}`).below(size)];
    else arms[id] = new Draw(`${survey}:${id}:${Math.floor(turn / size)}`).shuffle(block)[turn % size];
  }
  return arms;
}

// The options or rows that an answer names, in its order: best first for rankings, most first for figures.
function chosenIds(value, shape) {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return flat(value.map((item) => chosenIds(item)));
  if (!isObject(value)) return [];
  if (isOpen(value)) return [value.option];
  if (shape === "emotion") return [value.emotion];
  const names = Object.keys(value).filter((name) => shape !== "shares" || value[name]);
  if (!names.every((name) => typeof value[name] === "number")) return names;
  return names.slice().sort((a, b) => value[b] - value[a] || names.indexOf(a) - names.indexOf(b));
}

function taken(take, choices, value, shape) {
  if (take === "all" || take === "rows") return choices;
  const named = chosenIds(value, shape);
  if (take === "unchosen") return choices.filter(({ id, exclusive, open }) => !(named.includes(id) || exclusive || open));
  const words = new Map([].concat(value).filter(isOpen).map(({ option, text }) => [option, text]));
  const found = choices.filter(({ id, exclusive }) => !exclusive && named.includes(id));
  if (take === "ranked") found.sort((a, b) => named.indexOf(a.id) - named.indexOf(b.id));
  return found.map((choice) => {
    const { id, fixed, group } = choice;
    return words.has(id) ? { id, fixed, group, words: words.get(id) } : choice;
  });
}

export function loopItems({ raw: { loop: { question, take, most } }, times }, data, passed) {
  const item = (id, at, words) => ({ id, index: at + 1, key: question, words });
  if (!question) {
    const value = times(data);
    const count = typeof value === "number" ? Math.max(0, Math.min(Math.floor(value), most)) : 0;
    return Array.from({ length: count }, (_, at) => item(String(at + 1), at));
  }
  const origin = passed(question);
  if (!origin) return [];
  const { options, rows } = origin.shown;
  const choices = take === "rows" ? either(rows, options) : either(options, rows);
  return taken(take, choices, origin.value, origin.asked.flat.shape).slice(0, most).map(({ id, words }, at) => item(id, at, words));
}

// Drawn from all that may ever come, so that those in force keep their order whatever else comes and goes.
function orderOf(set, seed) {
  if (!set.order || set.order.seed !== seed) {
    set.order = new Map(shuffled(set.all, seed).map(({ id }, at) => [id, at]));
    set.order.seed = seed;
  }
  return set.order;
}

// What of a question this respondent sees; null when nothing is left of something it cannot do without.
export function inForceOf(asked, data, seed, today, passed) {
  if (!asked.changes) return asked.always && asked.always.today === today ? asked.always : (asked.always = Object.assign({ today }, asked.choices));
  const found = { today };
  for (const set of asked.sets) {
    const { name, own, rules, key, take } = set;
    let choices = set.all;
    const origin = key && passed(key);
    if (origin) choices = taken(take, either(origin.shown.options, origin.shown.rows), origin.value, origin.asked.flat.shape).concat(own);
    else if (key) choices = (take === "all" ? set.carried : []).concat(own);
    if (rules.size) choices = choices.filter(({ id }) => !rules.has(id) || rules.get(id)(data));
    if (set.shuffles) {
      const order = orderOf(set, `${seed}:${name}:${asked.id}`);
      choices = choices.slice().sort((a, b) => order.get(a.id) - order.get(b.id));
    }
    if (set.needed && !choices.length) return null;
    found[name] = choices;
  }
  return found;
}

// What `keep` makes of the members that is not null; null when nothing is left.
function members(value, keep) {
  const kept = Object.create(null);
  for (const name of Object.keys(value)) {
    const item = keep(name, value[name]);
    if (item !== null) kept[name] = item;
  }
  return Object.keys(kept).length ? kept : null;
}

function cutRow(value, gone, chosen) {
  if (!isObject(value)) return value;
  return members(value, (name, item) => (gone.includes(name) || (chosen.includes(name) && gone.includes(item)) ? null : item));
}

function cutDeep(value, gone, inseparable, deep) {
  const inner = (item) => cutDeep(item, gone, inseparable, deep - 1);
  if (typeof value === "string") return gone.includes(value) ? null : value;
  if (deep && Array.isArray(value)) return either(value.map(inner).filter((item) => item !== null), null);
  if (!deep || !isObject(value)) return value;
  if (isOpen(value)) return gone.includes(value.option) ? null : value;
  if (inseparable.some((name) => gone.includes(member(value, name)))) return null;
  return members(value, (name, item) => (gone.includes(name) ? null : inner(item)));
}

// An answer without what is no longer in force; null when nothing is left of it.
export function cut(value, gone, { shape, cell, cells }) {
  if (shape === "grid" && isObject(value)) {
    const chosen = Object.keys(cells).filter((column) => cells[column].kind === "single");
    return members(value, (row, inner) => (gone.includes(row) ? null : cutRow(inner, gone, chosen)));
  }
  if (shape === "table" && cell.kind === "text") return cutRow(value, gone, []);
  return cutDeep(value, gone, INSEPARABLE[shape] || [], DEEPEST);
}
