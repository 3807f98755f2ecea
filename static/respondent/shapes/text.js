// Words of one's own, several blanks. The twin of surveys/domain/questions/shapes/{text,parts}.py.
import { compilePattern } from "../patterns.js";
import { takeDate } from "./dates.js";
import { readNumber, takeNumber } from "./number.js";
import { clean, fail, filled, isObject, member, size, stranger } from "./values.js";

export function takeText(value, rules, oneLine = rules.one_line) {
  if (typeof value !== "string") return fail("not_text");
  const text = oneLine ? clean(value).replace(/[\n\t]+/g, " ") : clean(value);
  const length = size(text);
  if (!length) return null;
  if (length > rules.max_length) return fail("too_long", { limit: rules.max_length, length });
  if (length < rules.min_length) return fail("too_short", { limit: rules.min_length, length });
  if (rules.format && !new RegExp(`^(?:${rules.format})$`).test(text)) return fail("bad_format");
  if (rules.pattern && !compilePattern(rules.pattern).matches(text)) return fail("bad_format");
  return { value: text };
}

export const text = {
  read: (question, name, form) => form.get(name) || null,
  check: (question, value) => (value === null ? null : takeText(value, question)),
  words: (question, value) => value,
};

function takePart(value, part, today) {
  if (value === null || value === "") return null;
  const taken =
    part.kind === "number" ? takeNumber(value, part) : part.kind === "date" ? takeDate(value, part, today) : takeText(value, part, true);
  if (taken && taken.error) taken.error.params.part = part.id;
  return taken;
}

export const parts = {
  read: (question, name, form) =>
    filled(
      question.blanks.map((part) => {
        const field = form.get(`${name}.${part.id}`);
        return [part.id, part.kind === "number" ? readNumber(field) : field || null];
      }),
    ),
  check: (question, value, inForce) => {
    if (value === null) return null;
    if (!isObject(value)) return fail("not_an_object");
    const wrong = stranger(value, question.blanks.map((part) => part.id), "unknown_part", "part");
    if (wrong) return wrong;
    const taken = {};
    const missing = [];
    for (const part of question.blanks) {
      const found = takePart(member(value, part.id), part, inForce.today);
      if (found && found.error) return found;
      if (found) taken[part.id] = found.value;
      else if (!part.optional) missing.push(part.id);
    }
    if (!Object.keys(taken).length) return null;
    return missing.length ? fail("parts_missing", { parts: missing }) : { value: taken };
  },
  words: (question, value, labels) => {
    const word = (id) => (member(value, id) === null ? "____" : String(value[id]));
    if (question.sentence) return labels["."].replace(/\[\[([^[\]]*)\]\]/g, (place, id) => word(id));
    const given = question.blanks.filter((part) => member(value, part.id) !== null);
    return given.map((part) => labels[part.id] + labels[":"] + word(part.id)).join(labels[","]);
  },
};
