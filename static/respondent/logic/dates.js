// Dates are texts, "YYYY-MM-DD", of the years 1 to 9999; wrong ones give null. Only universal time is used, so that no
// time zone moves a day.

const DATE = /^(\d{4})-(\d\d)-(\d\d)(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?$/;
const DAY = 864e5;

// Years below 100 are taken as they are, which Date.UTC() would not do.
const make = (year, month, day) => new Date(new Date(0).setUTCFullYear(year, month, day));
const parts = (date) => [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];

function write(date) {
  const [year] = parts(date);
  return year > 0 && year < 10000 ? date.toISOString().slice(0, 10) : null;
}

function read(value) {
  const found = typeof value === "string" && DATE.exec(value);
  const date = found && make(+found[1], found[2] - 1, +found[3]);
  return found && write(date) === value.slice(0, 10) ? date : null;
}

// Gives `act` the dates that the values are; null when one is none.
function given(values, act) {
  const days = values.map(read);
  return days.includes(null) ? null : act(...days);
}

function add(date, steps, unit) {
  if (unit === "days" || unit === "weeks") return new Date(+date + steps * (unit === "weeks" ? 7 : 1) * DAY);
  const [year, month, day] = parts(date);
  const first = make(year, month + steps * (unit === "years" ? 12 : 1), 1);
  const last = make(first.getUTCFullYear(), first.getUTCMonth() + 1, 0);
  return new Date(+first + (Math.min(day, last.getUTCDate()) - 1) * DAY);
}

function age(born, now) {
  const [from, to] = [parts(born), parts(now)];
  const isBefore = to[1] * 50 + to[2] < from[1] * 50 + from[2];
  return born > now ? null : to[0] - from[0] - (isBefore ? 1 : 0);
}

export const dates = {
  date_add(value, steps, unit) {
    const isSound = Math.abs(steps) <= 1e7 && steps % 1 === 0 && ["days", "weeks", "months", "years"].includes(unit);
    return isSound ? given([value], (date) => write(add(date, steps, unit))) : null;
  },
  days_between: (start, end) => given([start, end], (first, last) => (last - first) / DAY),
  weekday: (value) => given([value], (date) => date.getUTCDay() || 7),
  date_part(value, part) {
    const at = ["year", "month", "day"].indexOf(part);
    return at < 0 ? null : given([value], (date) => parts(date)[at] + (at === 1 ? 1 : 0));
  },
  day: (value) => given([value], write),
  age: (value, today) => given([value, today], age),
};
