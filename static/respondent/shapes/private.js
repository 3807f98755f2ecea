// Phone, e-mail, identity number: a mask goes among the answers. The twin of surveys/domain/questions/shapes/private.py.
import { isDay } from "./dates.js";
import { clean, fail, isObject, member, size, stranger } from "./values.js";

const LONGEST = 260;
const PHONE_MARKS = /[\s\ufeff\u200b-\u200f().\-\u2010-\u2015\u2212]/g;
const MAINLAND = /^(?:(?:\+|00)86|86(?=1[3-9][0-9]{9}$))/;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

const fits = ({ forms }, text) => forms.some((form) => new RegExp(`^(?:${form})$`).test(text));

// What is stored, or undefined.
const READERS = {
  phone: (text, question) => {
    const digits = text.replace(PHONE_MARKS, "");
    const rest = digits.replace(MAINLAND, "");
    const tried = rest !== digits ? [rest, `0${rest}`] : [digits.replace(/^00/, "+")];
    return tried.find((number) => fits(question, number));
  },
  email: (text, question) => {
    const at = text.lastIndexOf("@");
    return at <= 64 && fits(question, text) ? text.slice(0, at) + text.slice(at).toLowerCase() : undefined;
  },
  id_number: (text, question, today) => {
    const number = text.replace(/ /g, "").replace(/x/g, "X");
    const born = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)].join("-");
    if (!fits(question, number) || !isDay(born) || born <= "1850" || born > (today || "2999")) return undefined;
    const total = WEIGHTS.reduce((sum, weight, at) => sum + weight * number[at], 0);
    return number[17] === "10X98765432"[total % 11] ? number : undefined;
  },
};
const MASKS = {
  phone: (full) => (full.length >= 9 ? `${full.slice(0, 3)}****${full.slice(-4)}` : `****${full.slice(-2)}`),
  email: (full) => {
    const at = full.lastIndexOf("@");
    return `${at > 2 ? full[0] : ""}***${full.slice(at)}`;
  },
  id_number: (full) => full.slice(0, 3) + "*".repeat(14) + full[17],
};

// The six digits of a code that was sent to a number, or what is wrong with them.
function readCode(value) {
  if (value === null || value === "") return fail("code_missing");
  if (typeof value !== "string" || size(value) > 40) return fail("code_wrong");
  const code = clean(value.normalize("NFKC")).replace(/ /g, "");
  return /^[0-9]{6}$/.test(code) ? { code } : fail(code ? "code_wrong" : "code_missing");
}

// A number with its code: whether it is the right one only the server knows.
function verified(question, value, inForce) {
  const given = isObject(value) ? value : { number: value };
  const taken = stranger(given, ["number", "code"], "unknown_part", "part") ||
    secret.check(Object.assign({}, question, { verify: false }), member(given, "number"), inForce);
  if (!taken || taken.error) return taken;
  const { code, error } = readCode(member(given, "code"));
  return error ? { error } : Object.assign(taken, { proof: code });
}

export const secret = {
  read: (question, name, form) => {
    const code = question.verify && form.get(`${name}.code`);
    return code ? { number: form.get(name) || "", code } : form.get(name) || null;
  },
  check: (question, value, inForce) => {
    if (question.verify) return verified(question, value, inForce);
    if (value === null) return null;
    if (typeof value !== "string") return fail("not_text");
    if (size(value) > LONGEST) return fail(`${question.kind}_invalid`);
    const text = clean(value.normalize("NFKC"));
    // A mask that comes back is no answer.
    if (!text || text.includes("***")) return null;
    const full = READERS[question.kind](text, question, inForce.today);
    return full ? { value: MASKS[question.kind](full), private: full } : fail(`${question.kind}_invalid`);
  },
  words: (question, value) => value,
};
