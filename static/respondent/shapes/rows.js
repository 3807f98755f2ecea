// Answers with a part for each row: what tables have in common, pairs, best and worst. The twin of surveys/domain/questions/shapes/{pairs,sets}.py.
import { asNumber, fail, figure, idsOf, inOrder, joined, member, misfit, named, parts } from "./values.js";

const PAIR_HIGHEST = 5;
export const within = (result, place) => fail(result.error.code, Object.assign({}, result.error.params, place));
export const inner = (form, name, names) => {
  const rows = Object.create(null);
  for (const [part, field] of parts(form, name)) {
    const at = part.indexOf(".");
    const [row, column] = [part.slice(0, at), part.slice(at + 1)];
    const value = at < 0 || !column ? null : names(column, field);
    if (value !== null && value !== "") (rows[row] = rows[row] || Object.create(null))[column] = value;
  }
  return Object.keys(rows).length ? rows : null;
};

// What tables have in common: an object of known rows, each judged by `take`: null, {value} or {error}.
export function byRow(question, value, rows, take, isWhole = () => true) {
  if (value === null) return null;
  const wrong = misfit(value, rows, "unknown_row", "row");
  if (wrong) return wrong;
  const taken = {};
  const missing = [];
  for (const row of rows) {
    const found = take(member(value, row), row);
    if (found && found.error) return within(found, { row });
    if (found) taken[row] = found.value;
    if (!found || !isWhole(found.value)) missing.push(row);
  }
  if (!Object.keys(taken).length) return null;
  return missing.length && question.required ? fail("rows_missing", { rows: missing }) : { value: taken };
}

// Two named parts that go together.
function both(value, names, take) {
  if (value === null) return null;
  const wrong = misfit(value, names, "unknown_column", "column");
  if (wrong) return wrong;
  const found = {};
  for (const name of names) {
    const part = member(value, name);
    if (part === null) continue;
    const taken = take(part, name);
    if (taken.error) return taken;
    found[name] = taken.value;
  }
  const count = Object.keys(found).length;
  return count === 1 ? fail("pair_incomplete") : count ? { value: found } : null;
}

const SIDES = ["with", "without"];

export const pairs = {
  read: (question, name, form) =>
    inner(form, name, (side, field) => (SIDES.includes(side) ? figure(form.get(field)) : null)),
  check(question, value, inForce) {
    const side = (part, column) => {
      const number = asNumber(part);
      if (number === null) return fail("not_a_number", { column });
      if (number < 1 || number > PAIR_HIGHEST) return fail("out_of_range", { low: 1, high: PAIR_HIGHEST, column });
      return Number.isInteger(number) ? { value: number } : fail("not_a_step", { step: 1, column });
    };
    return byRow(question, value, idsOf(inForce.rows), (pair) => both(pair, SIDES, side));
  },
  words: (question, value, labels) =>
    joined(labels, inOrder(labels, value).map((row) => [labels[row], `${value[row].with}/${value[row].without}`])),
};

const ENDS = ["best", "worst"];

export const sets = {
  read: (question, name, form) => inner(form, name, (end, field) => (ENDS.includes(end) ? form.get(field) : null)),
  check(question, value, inForce) {
    const known = idsOf(inForce.options);
    const asked = {};
    for (const [name, options] of question.sets) {
      const offered = options.filter((option) => known.includes(option));
      if (offered.length > 1) asked[name] = offered;
    }
    return byRow(question, value, Object.keys(asked), (pick, name) => {
      const one = (value) => (asked[name].includes(value) ? { value } : fail("unknown_option", { option: named(value) }));
      const found = both(pick, ENDS, one);
      return found && found.value && found.value.best === found.value.worst ? fail("best_is_worst") : found;
    });
  },
  words(question, value, labels) {
    const picks = question.sets.filter(([name]) => member(value, name)).map(([name]) => value[name]);
    return picks.map((pick) => ENDS.map((end) => labels[pick[end]] || pick[end]).join(" / ")).join(labels[","]);
  },
};
