// Files that were sent before, by their ids. The twin of surveys/domain/questions/shapes/uploads.py.
import { fail } from "./values.js";

export const uploads = {
  read(question, name, form) {
    const found = form.getlist(name).filter((one) => one && typeof one === "string");
    return found.length ? found : null;
  },
  check(question, value) {
    if (value === null || (Array.isArray(value) && !value.length)) return null;
    if (!Array.isArray(value)) return fail("not_a_list");
    if (value.length > question.most) return fail("too_many_files", { most: question.most });
    const found = [];
    for (const one of value) {
      const id = typeof one === "string" ? one.toLowerCase() : "";
      if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return fail("not_an_upload");
      if (found.includes(id)) return fail("upload_twice");
      found.push(id);
    }
    return found.length < question.least ? fail("too_few_files", { least: question.least }) : { value: found };
  },
  words: (question, value) => String(value.length),
};
