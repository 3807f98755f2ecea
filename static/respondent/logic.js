// The logic of surveys in the page: surveys/domain/logic to the letter. docs/surveys/logic.md describes the language.
// Rules are checked on the server; this evaluates only rules that passed. It never throws, whatever the data are.

import { dates } from "./logic/dates.js";
import { compilePattern } from "./patterns.js";

// So that no rule and no answer holds the page: the same figures as in surveys/domain/logic/allowance.py.
const STEPS = 100000;
const ITEM = 10;
const LONGEST_TEXT = 65536;
let left = 0;

function spend(steps) {
  left -= steps;
  if (left < 0) throw new Error("too much");
}

// Values. JavaScript's own conversions, but where they would throw or print what nobody should read.

const isList = Array.isArray;
const has = Object.prototype.hasOwnProperty;
const isObject = (value) => value !== null && typeof value === "object";
const isMapping = (value) => isObject(value) && !isList(value);
const isNothing = (value) => value === null || value === "";
const isGiven = (value) => !isNothing(value) && !(isObject(value) && !Object.keys(value).length);
const flat = (values) => [].concat(...values);
const characters = (text) => Array.from(text);

export const truthy = (value) => !!value && !(isList(value) && !value.length);

function string(value) {
  if (isList(value)) return value.map(string).join();
  return isObject(value) ? "[object Object]" : value === null || value === undefined ? "" : String(value);
}

const primitive = (value) => (isObject(value) ? string(value) : value);
const number = (value) => Number(primitive(value));
const leading = (value) => parseFloat(primitive(value));
const equal = (a, b) => (isObject(a) && isObject(b) ? a === b : primitive(a) == primitive(b));
const less = (a, b) => primitive(a) < primitive(b);
const lessEqual = (a, b) => primitive(a) <= primitive(b);

// A number, or a text that is one; NaN for anything else.
function figure(value) {
  return typeof value === "number" || (typeof value === "string" && value.trim()) ? Number(value) : NaN;
}

// A value as it leaves a rule, deep.
function clean(value) {
  if (typeof value === "number") return isFinite(value) ? value + 0 : null;
  if (isList(value)) return value.map(clean);
  if (!isObject(value)) return value === undefined ? null : value;
  // Only `reduce` makes objects; the text keeps a name like "__proto__" apart from JavaScript's own.
  return JSON.parse(JSON.stringify(value));
}

// A text as it may be shown.
const plain = (value) => (typeof value === "string" ? value : string(clean(value)));

// Data.

// The entry of an object or the item of a list; undefined where there is none.
function step(value, name) {
  const isThere = isList(value) ? /^(0|[1-9]\d{0,8})$/.test(name) : isObject(value) && has.call(value, name);
  return isThere ? value[name] : undefined;
}

function look(value, path, otherwise = null) {
  if (path === undefined || isNothing(path)) return value;
  const found = string(path).split(".").reduce(step, value);
  return found === undefined ? otherwise : found;
}

const answer = (root, key) => (isNothing(key) ? null : look(look(root, "answers"), key));
const absent = (data, keys) => keys.filter((key) => isNothing(look(data, key)));
const option = (value) => (isMapping(value) ? look(value, "option") : value);
const isTable = (value) => isMapping(value) && option(value) === null;

function chosen(value) {
  return (isList(value) ? value : [value].filter((one) => option(one) !== null)).map((one) => string(option(one)));
}

const isChosen = (value, id) => chosen(value).includes(string(id));

// Ways of making an operator: a function of its compiled arguments (and their source) that gives a closure of the data
// in reach and the data of the whole rule.

// Of the values of the arguments alone.
const eager = (act) => (runs) => {
  const [a, b] = runs;
  if (runs.length === 1) return (data, root) => act(a(data, root));
  if (runs.length === 2) return (data, root) => act(a(data, root), b(data, root));
  return (data, root) => act(...runs.map((run) => run(data, root)));
};
// Also of the data of the whole rule.
const rooted = (act) => (runs) => (data, root) => act(root, ...runs.map((run) => run(data, root)));
// The first argument is a key, and its answer comes in its place.
const ofAnswer = (act) => rooted((root, key, ...rest) => act(answer(root, key), ...rest));

const each = (pick) => ([items, rule]) => (data, root) => {
  const found = items(data, root);
  if (!isList(found)) return pick([], rule);
  spend(ITEM * found.length);
  return pick(found, (item) => rule(item, root));
};

const firstThat = (wanted) => (runs) => (data, root) => {
  let value;
  for (const run of runs) {
    value = run(data, root);
    if (truthy(value) === wanted) break;
  }
  return value;
};

const choose = (runs) => (data, root) => {
  let at = 0;
  while (at < runs.length - 1) {
    if (truthy(runs[at](data, root))) return runs[at + 1](data, root);
    at += 2;
  }
  return at < runs.length ? runs[at](data, root) : null;
};

const reduce = ([items, rule, start = () => null]) => (data, root) => {
  const found = items(data, root);
  let value = start(data, root);
  if (!isList(found)) return value;
  spend(ITEM * found.length);
  for (const current of found) {
    const scope = { current, accumulator: value };
    value = rule(scope, root);
    if (value === scope || (isList(value) && value.some(isObject))) spend(Infinity);
    if (isList(value)) spend(value.length);
  }
  return value;
};

const items = (value) => (isMapping(value) ? Object.values(value) : value);
const figures = (values) => flat(values.map(items)).map(figure).filter(isFinite);
const sum = (values) => values.reduce((total, value) => total + value, 0);
const most = (...values) => Math.max(...values.map(number));

function score(root, key) {
  const value = answer(root, key);
  const points = step(look(root, "scores"), string(key));
  const options = flat((isTable(value) ? items(value) : [value]).map(chosen));
  return sum(options.map((id) => step(points, id)).filter((worth) => typeof worth === "number"));
}

// Halves away from zero, judged by the digits one sees.
function round(value, places = 0) {
  const found = figure(value);
  const count = figure(places);
  if (!isFinite(found) || !(count >= 0 && count <= 10 && count % 1 === 0)) return NaN;
  const [mantissa, exponent] = String(Math.abs(found)).split("e");
  const shifted = Number(`${mantissa}e${Number(exponent || 0) + count}`);
  if (shifted >= 2 ** 53) return found;
  const below = Math.floor(shifted);
  return Number(`${shifted - below >= 0.5 ? below + 1 : below}e-${count}`) * (found < 0 ? -1 : 1);
}

function part(text, ...cut) {
  const [start, length] = cut.map((value) => Math.trunc(Math.max(-1e9, Math.min(1e9, number(value) || 0))));
  return characters(plain(text)).slice(start).slice(0, length).join("");
}

function cat(...values) {
  const made = values.map(plain).join("");
  if (made.length > LONGEST_TEXT && characters(made).length > LONGEST_TEXT) spend(Infinity);
  return made;
}

function contains(value, whole) {
  if (isList(whole)) return whole.indexOf(value) >= 0;
  return typeof whole === "string" && whole !== "" && value !== null && whole.includes(string(value));
}

function merge(...values) {
  spend(flat(values.filter(isList)).length);
  return flat(values);
}

const matches = ([text], [, source]) => (data, root) => {
  const value = plain(text(data, root));
  spend(characters(value).length);
  return compilePattern(source).matches(value);
};

function within(value, low, high) {
  if (!isGiven(value) || isObject(value) || typeof value === "boolean" || value !== value) return false;
  return (low === null || lessEqual(low, value)) && (high === null || lessEqual(value, high));
}

function count(value) {
  if (isList(value)) return value.length;
  return isTable(value) ? items(value).filter(isGiven).length : Number(isGiven(value));
}

// A constant path is cut into its names only once.
function variable([path, otherwise = () => null], [source = ""]) {
  if (isObject(source)) return (data, root) => look(data, path(data, root), otherwise(data, root));
  const names = isNothing(source) ? [] : string(source).split(".");
  return (data, root) => {
    const found = names.reduce(step, data);
    return found === undefined ? otherwise(data, root) : found;
  };
}

export const operators = {
  if: choose,
  "?:": choose,
  and: firstThat(false),
  or: firstThat(true),
  "!": eager((value) => !truthy(value)),
  "!!": eager(truthy),
  "==": eager(equal),
  "!=": eager((a, b) => !equal(a, b)),
  "===": eager((a, b) => a === b),
  "!==": eager((a, b) => a !== b),
  ">": eager((a, b) => less(b, a)),
  ">=": eager((a, b) => lessEqual(b, a)),
  "<": eager((a, b, ...c) => less(a, b) && (!c.length || less(b, c[0]))),
  "<=": eager((a, b, ...c) => lessEqual(a, b) && (!c.length || lessEqual(b, c[0]))),
  within: eager(within),
  "+": eager((...values) => sum(values.map(leading))),
  "*": eager((...values) => values.reduce((a, b) => leading(a) * leading(b))),
  "-": eager((a, ...b) => (b.length ? number(a) - number(b[0]) : -number(a))),
  "/": eager((a, b) => number(a) / number(b)),
  "%": eager((a, b) => number(a) % number(b)),
  min: eager((...values) => -most(...values.map((value) => -number(value)))),
  max: eager(most),
  round: eager(round),
  floor: eager((value) => Math.floor(figure(value))),
  abs: eager((value) => Math.abs(figure(value))),
  sum: eager((...values) => sum(figures(values))),
  mean: eager((...values) => sum(figures(values)) / figures(values).length),
  cat: eager(cat),
  substr: eager(part),
  length: eager((value) => characters(plain(value)).length),
  lower: eager((value) => characters(plain(value)).map((mark) => mark.toLowerCase()).join("")),
  trim: eager((value) => plain(value).trim()),
  starts: eager((value, beginning) => plain(value).startsWith(plain(beginning))),
  ends: eager((value, end) => plain(value).endsWith(plain(end))),
  matches,
  map: each((items, rule) => items.map(rule)),
  filter: each((items, rule) => items.filter((item) => truthy(rule(item)))),
  all: each((items, rule) => items.length > 0 && items.every((item) => truthy(rule(item)))),
  some: each((items, rule) => items.some((item) => truthy(rule(item)))),
  none: each((items, rule) => !items.some((item) => truthy(rule(item)))),
  reduce,
  merge: eager(merge),
  in: eager(contains),
  var: variable,
  missing: (runs) => (data, root) => {
    const keys = runs.map((run) => run(data, root));
    return absent(data, isList(keys[0]) ? keys[0] : keys);
  },
  missing_some: ([least, paths]) => (data, root) => {
    const needed = least(data, root);
    const keys = [].concat(paths(data, root));
    const found = absent(data, keys);
    return lessEqual(needed, keys.length - found.length) ? [] : found;
  },
  answered: rooted((root, ...keys) => keys.every((key) => isGiven(answer(root, key)))),
  selected: ofAnswer(isChosen),
  selected_any: ofAnswer((value, ...ids) => flat(ids).some((id) => isChosen(value, id))),
  selected_all: ofAnswer((value, ...ids) => flat(ids).length > 0 && flat(ids).every((id) => isChosen(value, id))),
  score: rooted(score),
  quota_left: rooted((root, quota) => clean(step(look(root, "quota"), string(quota)))),
  count: eager(count),
  date_add: eager((date, steps, unit) => dates.date_add(date, figure(steps), unit)),
  days_between: eager(dates.days_between),
  weekday: eager(dates.weekday),
  date_part: eager(dates.date_part),
  today: rooted((root) => dates.day(look(root, "context.today"))),
  age: rooted((root, date) => dates.age(date, look(root, "context.today"))),
};

// Rules.

function open(rule) {
  const name = Object.keys(rule)[0];
  return [name, [].concat(rule[name])];
}

function build(rule) {
  if (isList(rule)) {
    const items = rule.map(build);
    return (data, root) => items.map((item) => item(data, root));
  }
  if (!isObject(rule)) return () => rule;
  const [name, values] = open(rule);
  return operators[name](values.map(build), values);
}

// A closure from the data to the value of a rule: of JSON, numbers finite, null where the rule asks for too much.
export function compile(rule) {
  const run = build(rule);
  return (data = null) => {
    left = STEPS;
    try {
      return clean(run(data, data));
    } catch (error) {
      return null;
    }
  };
}

// The paths that an operator reads, as far as its arguments are constant.
function reads(name, values, inItem) {
  const texts = (all, before) => all.filter((value) => typeof value === "string").map((value) => before + value);
  if (name === "var") return inItem || isObject(values[0]) ? [] : [string(values[0])];
  if (name.startsWith("missing")) return inItem ? [] : texts(flat(values), "");
  if (name === "answered") return texts(values, "answers.");
  if (name === "score" || name.startsWith("selected")) return texts([values[0]], "answers.");
  if (name === "quota_left") return texts([values[0]], "quota.");
  return name === "today" || name === "age" ? ["context.today"] : [];
}

const SCOPED = ["map", "filter", "all", "some", "none", "reduce"];

// The paths of the data that a rule surely reads.
export function variables(rule) {
  const found = new Set();
  const visit = (part, inItem) => {
    if (isList(part)) part.forEach((item) => visit(item, inItem));
    if (!isMapping(part)) return;
    const [name, values] = open(part);
    reads(name, values, inItem).forEach((path) => found.add(path));
    values.forEach((value, position) => visit(value, inItem || (position === 1 && SCOPED.includes(name))));
  };
  visit(rule, false);
  return Array.from(found);
}
