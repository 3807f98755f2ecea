"""Options to choose from: one, several, from a list, among pictures, down a tree, yes or no."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Choice, Column, Form, InForce, Question, Taken
from surveys.domain.questions.fragments import (
    ANSWER_ID,
    ANSWER_OPTION,
    CHOICES,
    FLAG,
    NAME,
    Schema,
    a_list,
    an_object,
    texts,
    whole,
)
from surveys.domain.questions.shapes.bounds import check_order
from surveys.domain.questions.shapes.choice import OneChoice, take_option
from surveys.domain.questions.shapes.choices import SeveralChoices
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.path import TreePath
from surveys.domain.questions.shapes.words import marks
from surveys.domain.texts import Problem, TextField

MOST_OPTIONS = 500
LEVELS = 5
YES, NO = "yes", "no"
# What stands on the buttons when the survey does not say.
_YES_NO = {
    "zh-hans": ("是", "否"),
    "zh-hant": ("是", "否"),
    "en": ("Yes", "No"),
    "ja": ("はい", "いいえ"),
    "ko": ("예", "아니요"),
    "ar": ("نعم", "لا"),
}
_OPTIONS: list[dict[str, Any]] = [
    {"id": "price", "text": {"zh-hans": "价格", "en": "Price"}},
    {"id": "service", "text": {"zh-hans": "服务", "en": "Service"}},
]
_OTHER: dict[str, Any] = {"id": "other", "text": {"zh-hans": "其他", "en": "Other"}, "open": True, "fixed": True}
_NONE: dict[str, Any] = {"id": "none", "text": {"zh-hans": "都没有", "en": "None"}, "exclusive": True}


class Single(OneChoice):
    name = "single"
    fields: Mapping[str, Any] = {"options": CHOICES}
    needs = ("options",)
    answer_schema: Mapping[str, Any] = ANSWER_OPTION
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "matters",
        "type": "single",
        "title": {"zh-hans": "您最看重什么？", "en": "What matters most to you?"},
        "options": [*_OPTIONS, _OTHER],
        "shuffle": True,
    }


class Dropdown(OneChoice):
    name = "dropdown"
    texts = (TextField("placeholder", 40, required=False),)
    fields: Mapping[str, Any] = {"options": CHOICES}
    needs = ("options",)
    answer_schema: Mapping[str, Any] = ANSWER_OPTION
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "store",
        "type": "dropdown",
        "title": {"zh-hans": "您去的是哪家门店？", "en": "Which store did you visit?"},
        "placeholder": {"zh-hans": "请选择", "en": "Please choose"},
        "options": [
            {"id": "east", "text": {"zh-hans": "东店", "en": "East"}},
            {"id": "west", "text": {"zh-hans": "西店", "en": "West"}},
        ],
    }


class Multiple(SeveralChoices):
    name = "multiple"
    fields: Mapping[str, Any] = {
        "options": CHOICES,
        "min": {**whole(0, MOST_OPTIONS), "description": "The fewest options to choose; an exclusive one is enough."},
        "max": {**whole(1, MOST_OPTIONS), "description": "The most options that may be chosen."},
    }
    needs = ("options",)
    answer_schema: Mapping[str, Any] = a_list(ANSWER_OPTION, MOST_OPTIONS)
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "liked",
        "type": "multiple",
        "title": {"zh-hans": "您喜欢哪些方面？", "en": "What did you like?"},
        "options": [*_OPTIONS, _OTHER, _NONE],
        "min": 1,
        "max": 3,
    }

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        yield from check_order(path, raw, "min", "max")
        options = raw.get("options")
        if "options_from" not in raw and isinstance(options, list):
            yield from check_order(path, {"min": raw.get("min"), "options": len(options)}, "min", "options")


class Picture(Defaults):
    """One of the pictures, or several with `multiple`."""

    name = "picture"
    shape = "picture"
    fields: Mapping[str, Any] = {**Multiple.fields, "multiple": FLAG}
    needs = ("options",)
    answer_schema: Mapping[str, Any] = {"anyOf": [*ANSWER_OPTION["anyOf"], a_list(ANSWER_OPTION, MOST_OPTIONS)]}
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "design",
        "type": "picture",
        "title": {"zh-hans": "您更喜欢哪一款？", "en": "Which one do you prefer?"},
        "options": [
            {"id": "red", "text": {"zh-hans": "红", "en": "Red"}, "image": "https://example.com/red.webp"},
            {"id": "blue", "text": {"zh-hans": "蓝", "en": "Blue"}, "image": "https://example.com/blue.webp"},
        ],
        "multiple": True,
    }
    _one, _several = OneChoice(), SeveralChoices()

    def _shape(self, *, several: Any) -> OneChoice | SeveralChoices:
        return self._several if several else self._one

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        yield from check_order(path, raw, "min", "max")
        for name in ("min", "max"):
            if name in raw and raw.get("multiple") is not True:
                yield Problem(f"{path}.{name}", "only_for_several")

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        return self._shape(several=question.settings.get("multiple")).check_answer(question, value, in_force)

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        return self._shape(several=question.settings.get("multiple")).read_form(question, name, data)

    def words(self, question: Question, value: Any, language: str) -> str:
        return self._shape(several=isinstance(value, list)).words(question, value, language)

    def columns(self, question: Question, language: str) -> list[Column]:
        return self._shape(several=question.settings.get("multiple")).columns(question, language)

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        return self._shape(several=isinstance(value, list)).cells(question, value)

    def plan(self, question: Question) -> dict[str, Any]:
        several = question.settings.get("multiple")
        return {**self._several.plan(question), "multiple": True} if several else {}


class YesNo(Defaults):
    name = "yes_no"
    shape = "choice"
    texts = (TextField("yes", 40, required=False), TextField("no", 40, required=False))
    answer_schema: Mapping[str, Any] = {"enum": [YES, NO]}
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "first_visit",
        "type": "yes_no",
        "title": {"zh-hans": "您是第一次来吗？", "en": "Is this your first visit?"},
    }
    _offered: Mapping[str, Choice] = {name: Choice(id=name, key=name, text={}) for name in (YES, NO)}

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None:
            return None
        taken = take_option(value, self._offered)
        return taken if isinstance(taken, AnswerError) else Taken(taken)

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        return data.get(name) or None

    def labels(self, question: Question, language: str) -> dict[str, str]:
        """The survey's own words, else the usual ones of the language."""
        usual = dict(zip((YES, NO), _YES_NO.get(language, _YES_NO["en"]), strict=True))
        own = {name: question.text(name, language) for name in (YES, NO)}
        return {name: own[name] or usual[name] for name in (YES, NO)} | marks(language)

    def words(self, question: Question, value: Any, language: str) -> str:
        return self.labels(question, language).get(value, str(value))

    def columns(self, question: Question, language: str) -> list[Column]:
        named = self.labels(question, language)
        codes = {name: named[name] for name in (YES, NO)}
        return [Column(question.key, question.text("title", language), "code", codes)]

    def plan(self, question: Question) -> dict[str, Any]:
        return {"ids": [YES, NO]}


def _branch(levels: int) -> Schema:
    """A branch and all that may be below it."""
    own: Schema = {"id": NAME, "key": NAME, "text": texts(TextField("text", 80))}
    below: Schema = {"children": a_list(_branch(levels - 1), MOST_OPTIONS, 1)} if levels > 1 else {}
    return an_object(own | below, "id", "text")


class Cascade(TreePath):
    name = "cascade"
    fields: Mapping[str, Any] = {
        "levels": {
            **a_list(texts(TextField("level", 40)), LEVELS, 2),
            "description": "The titles of the levels, for example brand, series, model.",
        },
        "tree": {**a_list(_branch(LEVELS), MOST_OPTIONS, 1), "description": "Ids are unique in the whole tree."},
    }
    needs = ("levels", "tree")
    answer_schema: Mapping[str, Any] = a_list(ANSWER_ID, LEVELS)
    behaviour = "cascade"
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "product",
        "type": "cascade",
        "title": {"zh-hans": "您购买的是哪款产品？", "en": "Which product did you buy?"},
        "levels": [{"zh-hans": "系列", "en": "Series"}, {"zh-hans": "型号", "en": "Model"}],
        "tree": [
            {
                "id": "phone",
                "text": {"zh-hans": "手机", "en": "Phones"},
                "children": [
                    {"id": "p1", "text": {"zh-hans": "标准版", "en": "Standard"}},
                    {"id": "p2", "key": "pro", "text": {"zh-hans": "专业版", "en": "Pro"}},
                ],
            },
            {"id": "watch", "text": {"zh-hans": "手表", "en": "Watch"}},
        ],
    }
