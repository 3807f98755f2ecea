// A region by its codes, a place by its degrees. The twin of surveys/domain/questions/shapes/{region,location}.py.
import { asNumber, fail, figure, filled, member, misfit, strip } from "./values.js";

const LEVELS = ["province", "city", "county"];
const CODES = { province: /^[1-9][0-9]$/, city: /^[0-9]{4}$/, county: /^[0-9]{6}([0-9]{3})?$/ };
const PROVINCES = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])$/;
// These stand in the table without cities.
const WHOLE = /^(71|8[12])$/;
// {code: name} of every division that was loaded; types/region.js fills it.
export const regionNames = new Map();
const SILENT = ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"];
export const isSilentRegion = (name) => SILENT.includes(name);

// A code is unknown only where the divisions beside it were loaded.
function isKnownRegion(code, within) {
  if (!within) return PROVINCES.test(code);
  if (WHOLE.test(within)) return false;
  return regionNames.has(code) || !regionNames.has(`${within.slice(0, 2)}*`);
}

export const region = {
  read: (question, name, form) => filled(LEVELS.map((level) => [level, strip(form.get(`${name}.${level}`) || "") || null])),
  check(question, value) {
    if (value === null) return null;
    const wrong = misfit(value, LEVELS, "unknown_field", "field");
    if (wrong) return wrong;
    const given = LEVELS.filter((level) => ![null, ""].includes(member(value, level)));
    if (!given.length) return null;
    const asked = LEVELS.slice(0, LEVELS.indexOf(question.level) + 1);
    const beyond = given.find((level) => !asked.includes(level));
    if (beyond) return fail("unknown_field", { field: beyond });
    const found = {};
    let within = "";
    for (const level of asked) {
      if (!given.includes(level)) {
        const isGap = !WHOLE.test(within) || Object.keys(found).length < given.length;
        return isGap ? fail("region_incomplete", { level }) : { value: found };
      }
      const code = value[level];
      if (typeof code !== "string" || !CODES[level].test(code) || !code.startsWith(within)) return fail("not_a_region", { level });
      if (!isKnownRegion(code, within)) return fail("unknown_region", { level });
      found[level] = within = code;
    }
    return { value: found };
  },
  words(question, value) {
    const names = LEVELS.map((level) => value[level] && regionNames.get(value[level]));
    return names.filter((name) => name && !isSilentRegion(name)).join(" ") || value.county || value.city || value.province;
  },
};

const PLACE = ["lat", "lng", "accuracy"];
const FARTHEST = 20000000;

export const location = {
  read: (question, name, form) => filled(PLACE.map((part) => [part, figure(form.get(`${name}.${part}`))])),
  check(question, value) {
    if (value === null) return null;
    const wrong = misfit(value, PLACE, "unknown_field", "field");
    if (wrong) return wrong;
    if (PLACE.every((part) => member(value, part) === null)) return null;
    const found = {};
    const scale = 10 ** question.precision;
    for (const [part, bound] of [["lat", 90], ["lng", 180]]) {
      const number = asNumber(member(value, part));
      if (number === null) return fail("not_a_location");
      if (Math.abs(number) > bound) return fail("out_of_range", { low: -bound, high: bound });
      found[part] = Math.floor(number * scale + 0.5) / scale + 0;
    }
    if (member(value, "accuracy") !== null) {
      const metres = asNumber(value.accuracy);
      if (metres === null || metres < 0 || metres > FARTHEST) return fail("not_a_location");
      found.accuracy = Math.max(Math.ceil(metres), Math.floor(60000 / scale));
    }
    return { value: found };
  },
  words: (question, value) => `${String(value.lat)}, ${String(value.lng)}`,
};
