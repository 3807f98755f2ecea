// Numbers and scores. The twin of surveys/domain/questions/shapes/number.py.
import { asNumber, clean, fail, figure } from "./values.js";

const MOST_DECIMALS = 6;

export function takeNumber(value, { min, max, step, decimals = MOST_DECIMALS }) {
  const number = asNumber(value);
  if (number === null) return fail("not_a_number");
  const scale = 10 ** decimals;
  if (Math.floor(number * scale + 0.5) / scale !== number) return fail("too_many_decimals", { limit: decimals });
  if (number < min || number > max) {
    if (min !== undefined && max !== undefined) return fail("out_of_range", { low: min, high: max });
    return number < min ? fail("too_small", { low: min }) : fail("too_large", { high: max });
  }
  if (step) {
    const start = min || 0;
    const nearest = start + Math.floor((number - start) / step + 0.5) * step;
    if (Math.abs(nearest - number) > 1e-9 * Math.max(1, Math.abs(number))) return fail("not_a_step", { step });
  }
  return { value: number };
}

export function takeScore(value, low, high) {
  const number = asNumber(value);
  if (!Number.isInteger(number)) return fail("not_a_score", { low, high });
  return number < low || number > high ? fail("out_of_range", { low, high }) : { value: number };
}

export const readNumber = (text) => figure(clean(text || "").normalize("NFKC"));

export const number = {
  read: (question, name, form) => readNumber(form.get(name)),
  check: (question, value) => (value === null ? null : takeNumber(value, question)),
  words: (question, value) => String(value),
};

export const score = Object.assign({}, number, {
  check: (question, value) => (value === null ? null : takeScore(value, question.low, question.high)),
});
