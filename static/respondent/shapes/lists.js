// Options put in order, and a total shared out among them. The twin of surveys/domain/questions/shapes/{order,shares}.py.
import { asNumber, fail, figure, filled, idsOf, inOrder, isObject, joined, member, named, parts, scaled, stranger } from "./values.js";

const plainParts = (form, name) => parts(form, name).filter(([part]) => !part.includes("."));

export const order = {
  read(question, name, form) {
    const ranks = filled(plainParts(form, name).map(([option, field]) => [option, figure(form.get(field))]));
    if (!ranks) return null;
    const given = Object.keys(ranks);
    const all = given.map((option) => ranks[option]);
    if (!all.every(Number.isInteger) || new Set(all).size < all.length) return ranks;
    return given.sort((a, b) => ranks[a] - ranks[b]);
  },
  check(question, value, inForce) {
    if (value === null || (Array.isArray(value) && !value.length)) return null;
    const known = idsOf(inForce.options);
    if (isObject(value)) return unsettled(value, known);
    if (!Array.isArray(value)) return fail("not_a_list");
    const places = Math.min(question.top || known.length, known.length);
    const seen = [];
    for (const option of value) {
      if (!known.includes(option)) return fail("unknown_option", { option: named(option) });
      if (seen.includes(option)) return fail("rank_twice", { option });
      seen.push(option);
    }
    if (seen.length > places) return fail("too_many", { most: places });
    return seen.length < places ? fail("rank_missing", { places, ranked: seen.length }) : { value: seen };
  },
  words: (question, value, labels) => value.map((option) => labels[option] || option).join(" > "),
};

// What is wrong with ranks that give no order.
function unsettled(ranks, known) {
  const unknown = stranger(ranks, known, "unknown_option", "option");
  if (unknown) return unknown;
  const seen = [];
  for (const option of known) {
    const rank = member(ranks, option);
    if (rank === null) continue;
    if (!Number.isSafeInteger(rank)) return fail("not_a_number");
    if (seen.includes(rank)) return fail("rank_twice", { option });
    seen.push(rank);
  }
  return fail("not_a_list");
}

export const shares = {
  read: (question, name, form) => filled(plainParts(form, name).map(([option, field]) => [option, figure(form.get(field))])),
  check(question, value, inForce) {
    if (value === null) return null;
    if (!isObject(value)) return fail("not_an_object");
    const options = idsOf(inForce.options);
    const given = Object.keys(value).filter((option) => value[option] !== null);
    if (!given.length) return null;
    const unknown = stranger(value, options, "unknown_option", "option");
    if (unknown) return unknown;
    const { total, decimals } = question;
    const units = {};
    let sum = 0;
    for (const option of options) {
      units[option] = 0;
      const share = member(value, option);
      if (share === null) continue;
      const number = asNumber(share);
      if (number === null) return fail("not_a_number", { option });
      if (number < 0 || number > total) return fail("out_of_range", { low: 0, high: total, option });
      const exact = scaled(number, decimals);
      if (exact === null) return fail("not_a_step", { step: 1 / 10 ** decimals, option });
      units[option] = exact / 10 ** decimals;
      sum += exact;
    }
    if (sum !== scaled(total, decimals)) return fail("sum_is_not", { total, sum: sum / 10 ** decimals });
    return { value: units };
  },
  words(question, value, labels) {
    const some = inOrder(labels, value).filter((option) => value[option]);
    return joined(labels, some.map((option) => [labels[option], String(value[option])]));
  },
};
