"""A score, and the reasons that are offered for such a score, with some words of one's own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from surveys.domain.questions.base import AnswerError, Choice, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.bounds import check_length, check_order, check_unique, check_within
from surveys.domain.questions.shapes.choices import take_options
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.number import read_number, take_score
from surveys.domain.questions.shapes.text import take_text
from surveys.domain.questions.shapes.words import LIST, marks, part_labels
from surveys.domain.texts import Problem, clean_text

SCALE = 5
LONGEST = 500
Tag = Mapping[str, Any]


def offered(tags: Sequence[Tag], score: Any) -> list[str]:
    """The tags for a score; those without `scores` stand with every one."""
    return [tag["id"] for tag in tags if "scores" not in tag or score in tag["scores"]]


class ScoreAndTags(Defaults):
    """`{"score": 2, "tags": ["t1"], "text"?: "..."}`.

    Settings: `scale`, `tags` [{"id", "key"?, "text", "scores"?}], `max_tags`, `needs_tag` (scores that need a reason),
    `comment` (a text may be written), `max_length`.
    """

    shape = "rating"

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        scale, tags = raw.get("scale", SCALE), raw.get("tags")
        if type(scale) is not int or scale < 1:
            return
        yield from check_length(path, raw, "score_texts", scale)
        yield from check_unique(f"{path}.tags", tags)
        yield from check_unique(f"{path}.tags", tags, "key")
        yield from check_within(f"{path}.needs_tag", raw.get("needs_tag"), range(1, scale + 1))
        for at, tag in enumerate(tags if isinstance(tags, list) else []):
            if isinstance(tag, Mapping):
                yield from check_within(f"{path}.tags.{at}.scores", tag.get("scores"), range(1, scale + 1))
        yield from check_order(path, raw, "min_length", "max_length")

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None or value == {}:
            return None
        if not isinstance(value, dict) or not set(value) <= {"score", "tags", "text"}:
            return AnswerError("not_an_object")
        if value.get("score") is None:
            return AnswerError("parts_missing", {"parts": ["score"]})
        score = take_score(value["score"], 1, question.settings.get("scale", SCALE))
        if isinstance(score, AnswerError):
            return score
        tags = _take_tags(value.get("tags"), score, question.settings)
        if isinstance(tags, AnswerError):
            return tags
        taken: dict[str, Any] = {"score": score, "tags": tags}
        if value.get("text") is not None and value["text"] != "":
            if not question.settings.get("comment"):
                return AnswerError("unknown_part", {"part": "text"})
            text = take_text(value["text"], question.settings, LONGEST, one_line=False)
            if isinstance(text, AnswerError):
                return text
            taken |= {"text": text} if text else {}
        return Taken(taken)

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        """Fields NAME.score, NAME.tags (for each tick), NAME.text. Ticks that belong to another score are let go."""
        score = read_number(data.get(f"{name}.score"))
        tags = question.settings.get("tags") or ()
        shown, known = offered(tags, score), {tag["id"] for tag in tags}
        ticked = [tag for tag in data.getlist(f"{name}.tags") if tag and (tag in shown or tag not in known)]
        text = clean_text(data.get(f"{name}.text") or "")
        found = {"score": score, "tags": ticked or None, "text": text or None}
        if score is None and not text:
            return None
        return {part: value for part, value in found.items() if value is not None}

    def labels(self, question: Question, language: str) -> dict[str, str]:
        return part_labels(question.settings.get("tags") or (), language, question.language) | marks(language)

    def words(self, question: Question, value: Any, language: str) -> str:
        labelled = self.labels(question, language)
        tags = labelled[LIST].join(labelled.get(tag, tag) for tag in value["tags"])
        return " · ".join(part for part in (str(value["score"]), tags, value.get("text")) if part)

    def columns(self, question: Question, language: str) -> list[Column]:
        title, labelled = question.text("title", language), self.labels(question, language)
        tags = [
            Column(f"{question.key}_{tag.get('key', tag['id'])}", f"{title}: {labelled[tag['id']]}", "number")
            for tag in question.settings.get("tags") or ()
        ]
        text = [Column(f"{question.key}_text", f"{title}: text", "text")] if question.settings.get("comment") else []
        return [Column(f"{question.key}_score", title, "number"), *tags, *text]

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        found: dict[str, Any] = {f"{question.key}_score": value["score"]}
        for tag in question.settings.get("tags") or ():
            found[f"{question.key}_{tag.get('key', tag['id'])}"] = int(tag["id"] in value["tags"])
        return found | ({f"{question.key}_text": value["text"]} if "text" in value else {})

    def plan(self, question: Question) -> dict[str, Any]:
        settings = question.settings
        tags = [{name: tag[name] for name in ("id", "scores") if name in tag} for tag in settings.get("tags") or ()]
        plan = {name: settings[name] for name in ("max_tags", "needs_tag", "comment") if name in settings}
        longest = settings.get("max_length", LONGEST)
        return {"scale": settings.get("scale", SCALE), "tags": tags, "max_length": longest} | plan


def _take_tags(value: Any, score: int, settings: Mapping[str, Any]) -> list[str] | AnswerError:
    """The tags in the order of the definition."""
    shown = [Choice(tag, tag, {}) for tag in offered(settings.get("tags") or (), score)]
    taken = take_options([] if value is None else value, shown, most=settings.get("max_tags", 0), order=shown)
    if taken is None and shown and score in settings.get("needs_tag", ()):
        return AnswerError("too_few", {"least": 1})
    return taken or []
