// The fields of a form as answers, and answers as fields. `written` is the twin of form_fields in surveys/views/presentation.py.

// What the shapes read: the fields within an element by name, without files and what is not chosen.
export function formOf(element) {
  const found = new Map();
  for (const { name, type, value, checked } of element.querySelectorAll("[name]")) {
    if (type === "file" || ((type === "radio" || type === "checkbox") && !checked)) continue;
    found.set(name, (found.get(name) || []).concat(value));
  }
  return {
    get: (name) => (found.has(name) ? found.get(name)[0] : null),
    getlist: (name) => found.get(name) || [],
    keys: () => found.keys(),
  };
}

function nested(name, value) {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return [].concat(...value.map((item) => nested(name, item)));
  if (typeof value !== "object") return [[name, String(value)]];
  if (Object.keys(value).sort().join() === "option,text") return [[name, value.option], [`${name}.open.${value.option}`, value.text]];
  return [].concat(...Object.keys(value).map((part) => nested(`${name}.${part}`, value[part])));
}

// [field name, value] of an answer.
export function written(type, name, value) {
  if (value === null || value === undefined) return [];
  if (type === "cascade") return value.map((id, at) => [`${name}.${at + 1}`, id]);
  if (type === "ranking") return value.map((id, at) => [`${name}.${id}`, String(at + 1)]);
  if (type === "phone" && value.number !== undefined) return [[name, value.number], [`${name}.code`, value.code]];
  if (!/^consent/.test(type)) return nested(name, value);
  const { name: who, phone } = value;
  return (value.agreed ? [[name, "yes"]] : []).concat(nested(name, { name: who, phone }));
}

// Puts an answer into the fields of its question.
export function write(element, type, name, value) {
  const values = new Map();
  for (const [field, text] of written(type, name, value)) values.set(field, (values.get(field) || []).concat(text));
  for (const field of element.querySelectorAll("[name]")) {
    const given = values.get(field.name) || [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = given.includes(field.value);
    else if (field.type !== "file") field.value = given.length ? given[0] : "";
  }
}
