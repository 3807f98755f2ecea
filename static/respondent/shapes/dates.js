// Days, times, spans of days. The twin of surveys/domain/questions/shapes/dates.py.
import { dates } from "../logic/dates.js";
import { clean, fail, filled, isObject, member, size } from "./values.js";

const LONGEST = 40;
const UNITS = { d: "days", w: "weeks", m: "months", y: "years" };
const two = (text) => text.padStart(2, "0");
const plain = (value) => (size(value) > LONGEST ? "?" : clean(value.normalize("NFKC")));
export const isDay = (text) => dates.date_part(text, "day") !== null;

// A limit as a day; "" when there is none, or today is not known.
function bound(limit, today) {
  const found = /^today(?:([+-][0-9]{1,3})([dwmy]))?$/.exec(limit || "");
  if (!found) return limit || "";
  return found[1] ? dates.date_add(today, Number(found[1]), UNITS[found[2]]) || "" : today;
}

const outOfPeriod = (value, earliest, latest) => {
  if (earliest && value < earliest) return fail("too_early", { low: earliest });
  return latest && value > latest ? fail("too_late", { high: latest }) : null;
};

export function takeDate(value, rules, today) {
  if (typeof value !== "string") return fail("not_a_date");
  const text = plain(value);
  if (!text) return null;
  const found = /^([12][0-9]{3})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?$/.exec(text);
  const written = found && [found[1], two(found[2]), two(found[3])].join("-");
  if (!found || !isDay(written)) return fail("not_a_date");
  return outOfPeriod(written, bound(rules.earliest, today), bound(rules.latest, today)) || { value: written };
}

function takeTime(value, { earliest, latest, step = 1 }) {
  if (typeof value !== "string") return fail("not_a_time");
  const text = plain(value);
  if (!text) return null;
  const found = /^([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?::[0-5][0-9])?$/.exec(text);
  if (!found) return fail("not_a_time");
  const written = `${two(found[1])}:${found[2]}`;
  const error = outOfPeriod(written, earliest, latest);
  if (error) return error;
  return (found[1] * 60 + Number(found[2])) % step ? fail("not_a_step", { step }) : { value: written };
}

function takeSpan(value, rules, today) {
  if (!isObject(value) || Object.keys(value).some((end) => end !== "from" && end !== "to")) return fail("not_an_object");
  const days = {};
  for (const end of ["from", "to"]) {
    const given = member(value, end);
    const taken = given === null ? null : takeDate(given, rules, today);
    if (taken && taken.error) return fail(taken.error.code, Object.assign(taken.error.params, { part: end }));
    if (taken) days[end] = taken.value;
  }
  if (!days.from && !days.to) return null;
  if (!days.from || !days.to) return fail("parts_missing", { parts: [days.from ? "to" : "from"] });
  if (days.to < days.from) return fail("span_reversed");
  const length = dates.days_between(days.from, days.to) + 1;
  if (length < rules.min_days) return fail("span_too_short", { limit: rules.min_days });
  return rules.max_days && length > rules.max_days ? fail("span_too_long", { limit: rules.max_days }) : { value: days };
}

const read = (question, name, form) => form.get(name) || null;
const words = (question, value) => value;

export const date = {
  read,
  words,
  check: (question, value, inForce) => (value === null ? null : takeDate(value, question, inForce.today)),
};
export const time = { read, words, check: (question, value) => (value === null ? null : takeTime(value, question)) };
export const span = {
  read: (question, name, form) => filled(["from", "to"].map((end) => [end, form.get(`${name}.${end}`) || null])),
  words: (question, value) => `${value.from} – ${value.to}`,
  check: (question, value, inForce) => (value === null ? null : takeSpan(value, question, inForce.today)),
};
