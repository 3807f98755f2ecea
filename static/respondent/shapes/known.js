// Shown, known without asking, or solved by the page itself. The twin of surveys/domain/questions/shapes/{nothing,known,solution}.py.
import { asNumber, clean, fail, size } from "./values.js";

export const nothing = {
  read: () => null,
  check: (question, value) => (value === null ? null : fail("not_asked")),
  words: () => "",
};

function rounded(number, decimals) {
  const exact = Math.abs(number) * 10 ** decimals;
  return exact >= 2 ** 53 ? number : (Math.sign(number) * Math.floor(exact + 0.5)) / 10 ** decimals + 0;
}

export const known = {
  read: () => null,
  check(question, value) {
    if (value === null) return null;
    const number = asNumber(value);
    if (number === null && typeof value !== "string") return fail("not_text");
    if (question.format === "number") {
      const figures = number === null && /^ *-?[0-9]{1,15}(\.[0-9]{1,10})? *$/.test(value) ? asNumber(Number(value)) : number;
      return figures === null ? null : { value: rounded(figures, question.decimals) };
    }
    const text = number === null ? clean(value) : String(rounded(number, question.decimals));
    return text && size(text) <= question.longest ? { value: text } : null;
  },
  words: (question, value) => (typeof value === "string" ? value : String(value)),
};

export const solution = {
  read: (question, name, form) => form.get(name) || null,
  check(question, value) {
    if (value === null || value === "") return null;
    return typeof value === "string" && /^[A-Za-z0-9+/=_.:{}",-]{1,4096}$/.test(value) ? { value } : fail("bad_format");
  },
  words: nothing.words,
};
