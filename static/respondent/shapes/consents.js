// Consents, and the leave to get in touch. The twin of surveys/domain/questions/shapes/{consent,contact}.py.
import { clean, fail, member, misfit, size } from "./values.js";

function agreement(question, value, known) {
  if (value === null) return null;
  const wrong = misfit(value, known, "unknown_field", "field");
  if (wrong) return wrong;
  const agreed = member(value, "agreed");
  if (agreed !== null && typeof agreed !== "boolean") return fail("not_a_consent");
  if (!agreed) return null;
  const version = member(value, "text_version");
  const shown = question.text_version;
  if (version !== null && !(typeof version === "string" && /^[A-Za-z0-9._-]{1,20}$/.test(version))) return fail("not_a_consent");
  if (version !== null && version !== shown) return fail("other_version", { shown });
  return { value: { agreed: true, text_version: shown } };
}

export const consent = {
  read: (question, name, form) => (form.get(name) ? { agreed: true, text_version: question.text_version } : null),
  check: (question, value) => agreement(question, value, ["agreed", "text_version"]),
  words: (question, value, labels) => labels.label,
};

const NAME_LIMIT = 40;

export const contact = {
  read(question, name, form) {
    const agreed = consent.read(question, name, form);
    return agreed && Object.assign(agreed, { name: form.get(`${name}.name`) || "", phone: form.get(`${name}.phone`) || "" });
  },
  check(question, value) {
    const agreed = agreement(question, value, ["agreed", "text_version", "name", "phone"]);
    if (!agreed || agreed.error) return agreed;
    const texts = ["name", "phone"].map((part) => member(value, part) || "");
    if (texts.some((text) => typeof text !== "string")) return fail("not_a_contact");
    const name = clean(texts[0]);
    const phone = clean(texts[1]).normalize("NFKC").replace(/[^\S\ufeff]|[().\-–—]/g, "");
    if (!phone) return fail("phone_missing");
    if (!/^\+?[0-9]{7,15}$/.test(phone)) return fail("phone_invalid");
    if (size(name) > NAME_LIMIT) return fail("name_too_long", { limit: NAME_LIMIT });
    return { value: agreed.value, private: { name, phone } };
  },
  words: consent.words,
};
