// A score with reasons, a feeling with its strength. The twin of surveys/domain/questions/shapes/{rating,emotion}.py.
import { takeOptions } from "./choice.js";
import { readNumber, takeScore } from "./number.js";
import { takeText } from "./text.js";
import { clean, fail, filled, isObject, member, named } from "./values.js";

// A member that is not among the known ones, in an object of parts.
const isRecord = (value, known) => isObject(value) && Object.keys(value).every((name) => known.includes(name));
const offered = (question, points) =>
  question.tags.filter((tag) => !tag.scores || tag.scores.includes(points)).map((tag) => tag.id);

function takeTags(value, points, question) {
  const shown = offered(question, points);
  const options = shown.map((id) => ({ id }));
  const taken = takeOptions(value === null ? [] : value, options, { max: question.max_tags, options });
  if (taken) return taken;
  return shown.length && (question.needs_tag || []).includes(points) ? fail("too_few", { least: 1 }) : { value: [] };
}

export const rating = {
  read: (question, name, form) => {
    const points = readNumber(form.get(`${name}.score`));
    const text = clean(form.get(`${name}.text`) || "") || null;
    if (points === null && !text) return null;
    const shown = offered(question, points);
    const known = question.tags.map((tag) => tag.id);
    const ticked = form.getlist(`${name}.tags`).filter((tag) => tag && (shown.includes(tag) || !known.includes(tag)));
    return filled([["score", points], ["tags", ticked.length ? ticked : null], ["text", text]]);
  },
  check: (question, value) => {
    if (value === null) return null;
    if (!isRecord(value, ["score", "tags", "text"])) return fail("not_an_object");
    if (!Object.keys(value).length) return null;
    const points = member(value, "score");
    if (points === null) return fail("parts_missing", { parts: ["score"] });
    const taken = takeScore(points, 1, question.scale);
    if (taken.error) return taken;
    const tags = takeTags(member(value, "tags"), taken.value, question);
    if (tags.error) return tags;
    const found = { score: taken.value, tags: tags.value };
    const text = member(value, "text");
    if (text !== null && text !== "") {
      if (!question.comment) return fail("unknown_part", { part: "text" });
      const comment = takeText(text, question);
      if (comment && comment.error) return comment;
      if (comment) found.text = comment.value;
    }
    return { value: found };
  },
  words: (question, value, labels) => {
    const tags = value.tags.map((tag) => labels[tag] || tag).join(labels[","]);
    return [String(value.score), tags, value.text].filter((part) => part).join(" · ");
  },
};

export const emotion = {
  read: (question, name, form) =>
    filled([["emotion", form.get(`${name}.emotion`) || null], ["intensity", readNumber(form.get(`${name}.intensity`))]]),
  check: (question, value, inForce) => {
    if (value === null) return null;
    if (!isRecord(value, ["emotion", "intensity"])) return fail("not_an_object");
    const missing = ["emotion", "intensity"].filter((part) => member(value, part) === null);
    if (missing.length) return missing.length > 1 ? null : fail("parts_missing", { parts: missing });
    if (typeof value.emotion !== "string") return fail("not_a_choice");
    if (!inForce.options.some((option) => option.id === value.emotion)) {
      return fail("unknown_option", { option: named(value.emotion) });
    }
    const taken = takeScore(value.intensity, 1, question.intensities);
    return taken.error ? taken : { value: { emotion: value.emotion, intensity: taken.value } };
  },
  words: (question, value, labels) => `${labels[value.emotion] || value.emotion} ${value.intensity}/${question.intensities}`,
};
