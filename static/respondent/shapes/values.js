// Reading values that anyone may have put in: the same judgement as surveys/domain/questions/shapes/values.py.
const LARGEST = 2 ** 53 - 1;
const UNSEEN = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;

export const fail = (code, params = {}) => ({ error: { code, params } });
export const own = (object, name) => Object.prototype.hasOwnProperty.call(object, name);
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
// A member of an object; null for one that is absent.
export const member = (object, name) => (own(object, name) ? object[name] : null);
export const asNumber = (value) =>
  typeof value === "number" && Number.isFinite(value) && Math.abs(value) <= LARGEST ? value + 0 : null;
export const named = (value) => (typeof value === "string" && /^[A-Za-z0-9_]{1,40}$/.test(value) ? value : "");
// The length in characters: the pairs that emoji are made of count once.
export const size = (text) => Array.from(text).length;
export const idsOf = (choices) => choices.map((choice) => choice.id);

export function scaled(value, decimals) {
  const exact = value * 10 ** decimals;
  const whole = Math.floor(exact + 0.5);
  return Math.abs(exact - whole) < 1e-6 ? whole : null;
}

// Python does not take the byte order mark for white space.
export const strip = (text) => text.replace(/^[^\S\ufeff]+|[^\S\ufeff]+$/g, "");

export function figure(text) {
  const trimmed = strip(text || "");
  if (!trimmed) return null;
  return /^-?[0-9]{1,15}(\.[0-9]{1,10})?$/.test(trimmed) ? asNumber(Number(trimmed)) : trimmed;
}

// The error for a member that is not known (of several the first by the alphabet), or null.
export function stranger(value, known, code, name) {
  const found = Object.keys(value).filter((key) => !known.includes(key)).sort();
  return found.length ? fail(code, { [name]: named(found[0]) }) : null;
}

// The error of what is no object with these members, or null.
export const misfit = (value, known, code, name) =>
  isObject(value) ? stranger(value, known, code, name) : fail("not_an_object");

// [part, field name] of the fields "NAME.PART" of a form.
export function parts(form, name) {
  const fields = Array.from(new Set(form.keys())).filter((field) => field.startsWith(`${name}.`));
  return fields.map((field) => [field.slice(name.length + 1), field]);
}

// The members that are not null, or null when there is none.
export function filled(pairs) {
  const found = Object.create(null);
  let some = null;
  for (const [name, value] of pairs) {
    if (value !== null && value !== undefined) {
      found[name] = value;
      some = found;
    }
  }
  return some;
}

// Labels stand in the order of the definition, which is the order of the words.
export const inOrder = (labels, value) => Object.keys(labels).filter((name) => own(value, name));
export const joined = (labels, pairs) => pairs.map(([name, text]) => name + labels[":"] + text).join(labels[","]);

export function clean(text) {
  return strip(text.replace(/\r\n?/g, "\n").replace(UNSEEN, (mark) => (mark === "\n" || mark === "\t" ? mark : "")));
}
