"""A definition as the templates of the respondent page take it; also shown beside the editor.

Every question of a page is there, with every option it may ever have; those that are not in force for this respondent
are marked hidden. So script can show them the moment an answer changes, and without script nobody sees them.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from surveys.domain.definition import Definition
from surveys.domain.definition.model import Page
from surveys.domain.questions import QUESTION_TYPES, Question, QuestionType
from surveys.domain.questions.base import Choice
from surveys.domain.texts import Texts, fill, pick
from surveys.domain.walk.pipes import has_pipe
from surveys.domain.walk.program import Program, compile_program
from surveys.domain.walk.results import Shown, Step, Walk
from surveys.views.images import member_image_address
from surveys.views.question_parts import parts_of

# As their speakers write them.
LANGUAGE_NAMES = {
    "zh-hans": "简体中文",
    "zh-hant": "繁體中文",
    "en": "English",
    "ja": "日本語",
    "ko": "한국어",
    "ar": "العربية",
}
# Stands for the item in the names of a page that script repeats; no id holds it.
ITEM_MARK = "~"
NOT_RENDERED = frozenset({"hidden", "calculated"})
Fields = Mapping[str, Sequence[str]]


class Words(SafeString):
    """A text as HTML; one with pipes stands in an element that script fills. `plain` is for attributes."""

    plain: str

    @classmethod
    def of(cls, text: str, slot: str = "") -> "Words":
        words = cls(format_html('<span data-slot="{}">{}</span>', slot, text) if slot else escape(text))
        words.plain = text
        return words

    def after(self, prefix: str) -> "Words":
        """The same with something plain before it."""
        words = Words(escape(prefix) + self)
        words.plain = prefix + self.plain
        return words


@dataclass(frozen=True)
class Wording:
    """Texts in one language. `piped` is what stands in those with pipes, by slot; without it the fallbacks do."""

    language: str
    own_language: str
    organization_name: str
    piped: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, texts: Texts, slot: str, *, keeps_slot: bool = False) -> Words:
        """`keeps_slot` where words of the respondent may come to stand later."""
        text = pick(texts, self.language, self.own_language)
        if slot in self.piped:
            return Words.of(self.piped[slot], slot)
        if has_pipe(text):
            return Words.of(fill(text, {"organization": self.organization_name}), slot)
        return Words.of(text, slot if keeps_slot else "")


@dataclass(frozen=True)
class ShownChoice:
    """An option, row or column."""

    id: str
    text: Words
    image: str
    is_open: bool
    is_exclusive: bool
    is_hidden: bool
    group: str
    score: float | None


@dataclass(frozen=True)
class ShownQuestion:
    id: str
    key: str
    # "key", or "key@item" inside a loop.
    name: str
    type: str
    title: Words
    hint: Words
    required: bool
    is_hidden: bool
    kind: QuestionType
    template: str
    # The texts of its type by name, and its other settings.
    texts: Mapping[str, Words]
    settings: Mapping[str, Any]
    options: Sequence[ShownChoice]
    rows: Sequence[ShownChoice]
    columns: Sequence[ShownChoice]
    # What its form fields hold, by name.
    fields: Fields
    error: str
    slot: str
    wording: Wording
    source: Question
    # The day of the visit; "" where it is not known yet.
    today: str
    address: Callable[[str], str]
    # Answered before with something that is not shown again.
    is_kept: bool = False

    @cached_property
    def parts(self) -> Mapping[str, Any]:
        """What only the template of its type knows."""
        return parts_of(self)

    def words(self, texts: Texts, path: str) -> Words:
        """A text somewhere in its settings; `path` says where ("blanks.0.text")."""
        return self.wording(texts, f"{self.slot}.{path}")

    @property
    def is_asked(self) -> bool:
        return self.kind.is_asked


@dataclass(frozen=True)
class ShownPage:
    id: str
    name: str
    title: Words
    text: Words
    questions: Sequence[ShownQuestion]


@dataclass(frozen=True)
class Presenter:
    """Makes pages out of one version of a survey in one language."""

    program: Program
    wording: Wording
    today: str = ""
    # Where a picture is that the survey names.
    address: Callable[[str], str] = str

    @property
    def definition(self) -> Definition:
        return self.program.definition

    def step(
        self,
        step: Step,
        fields: Fields,
        errors: Mapping[str, str],
        *,
        only: str = "",
        kept: Collection[str] = (),
    ) -> ShownPage:
        """The page of a step with what its fields hold.

        `only` names the one question that is shown of it, if any; `kept` the questions that were answered before.
        """
        at = f"@{step.item.id}" if step.item else ""
        shown = {one.question.id: one for one in step.questions}
        order = [one.question.id for one in step.questions]
        own = sorted(
            self._rendered(step.page), key=lambda each: order.index(each.id) if each.id in shown else len(order)
        )
        questions = [
            self._question(question, at, shown.get(question.id), fields, errors.get(f"{question.key}{at}", ""))
            for question in own
        ]
        questions = [replace(one, is_kept=one.name in kept) for one in questions]
        if only:
            questions = [one if one.name == only else replace(one, is_hidden=True) for one in questions]
        return self._page(step.page, at, questions)

    def template(self, page: Page) -> ShownPage:
        """A page for script to show later; where it is repeated its names hold the mark of the item."""
        at = f"@{ITEM_MARK}" if page.loop else ""
        return self._page(page, at, [self._question(each, at, None, {}, "") for each in self._rendered(page)])

    def _rendered(self, page: Page) -> list[Question]:
        return [
            self.program.by_key[question.key].question
            for question in page.questions
            if question.type not in NOT_RENDERED
        ]

    def _page(self, page: Page, at: str, questions: Sequence[ShownQuestion]) -> ShownPage:
        slot = f"{page.id}{at}"
        return ShownPage(
            id=page.id,
            name=slot,
            title=self.wording(page.title, f"{slot}.title"),
            text=self.wording(page.text, f"{slot}.text"),
            questions=questions,
        )

    def _question(self, question: Question, at: str, shown: Shown | None, fields: Fields, error: str) -> ShownQuestion:
        kind, slot = QUESTION_TYPES[question.type], f"{question.id}{at}"
        texts = {
            text.name: self.wording(question.settings.get(text.name) or {}, f"{slot}.{text.name}")
            for text in kind.texts
        }
        return ShownQuestion(
            id=question.id,
            key=question.key,
            name=f"{question.key}{at}",
            type=question.type,
            title=self.wording(question.title, f"{slot}.title"),
            hint=self.wording(question.hint, f"{slot}.hint"),
            required=shown.required if shown else question.required,
            is_hidden=shown is None,
            kind=kind,
            template=f"surveys/respondent/questions/{question.type}.html",
            texts=texts,
            settings=question.settings,
            options=self._choices(question.options, f"{slot}.option", shown and shown.options, question.options_from),
            rows=self._choices(question.rows, f"{slot}.row", shown and shown.rows, question.rows_from),
            columns=self._choices(question.columns, f"{slot}.column", shown and shown.columns, None),
            fields=fields,
            error=error,
            slot=slot,
            wording=self.wording,
            source=question,
            today=self.today,
            address=self.address,
        )

    def _choices(
        self, choices: Sequence[Choice], slot: str, in_force: Sequence[Choice] | None, source: object
    ) -> list[ShownChoice]:
        """Those in force first, in their order; all of them, in the survey's, where the question is not shown."""
        order = [choice.id for choice in (choices if in_force is None else in_force)]
        known = {choice.id for choice in choices}
        ranked = sorted(choices, key=lambda each: order.index(each.id) if each.id in order else len(order))
        return [
            ShownChoice(
                id=choice.id,
                text=self.wording(choice.text, f"{slot}.{choice.id}", keeps_slot=source is not None and choice.is_open),
                image=self.address(choice.image) if choice.image else "",
                is_open=choice.is_open,
                is_exclusive=choice.is_exclusive,
                is_hidden=choice.id not in order,
                group=choice.group,
                score=choice.score,
            )
            for choice in ranked
            if choice.id in known
        ]


def presenter(
    program: Program,
    language: str,
    organization_name: str,
    *,
    walk: Walk | None = None,
    today: str = "",
    address: Callable[[str], str],
) -> Presenter:
    """With a walk the pipes hold what this respondent has answered."""
    piped = walk.texts(language) if walk is not None else {}
    wording = Wording(language, program.definition.language, organization_name, piped)
    return Presenter(program, wording, today, address)


def form_fields(name: str, question: Question, value: Any) -> dict[str, list[str]]:
    """The form fields that hold an answer: what `read_form` of its type reads. The same is in fields.js.

    What was saved on the way may be anything; what is no answer to the question leaves its fields empty.
    """
    try:
        return _fields(name, question, value)
    except (TypeError, ValueError, AttributeError, RecursionError):
        return {}


def _fields(name: str, question: Question, value: Any) -> dict[str, list[str]]:
    if value is None:
        return {}
    if question.type == "cascade":
        return {f"{name}.{level}": [str(each)] for level, each in enumerate(value, 1)}
    if question.type == "ranking":
        return {f"{name}.{option}": [str(rank)] for rank, option in enumerate(value, 1)}
    if question.type == "phone" and isinstance(value, Mapping):
        return _nested(name, value.get("number")) | _nested(f"{name}.code", value.get("code"))
    if question.type in {"consent", "consent_contact"}:
        parts = _nested(name, {key: each for key, each in value.items() if key in {"name", "phone"}})
        return ({name: ["yes"]} if value.get("agreed") else {}) | parts
    return _nested(name, value)


def _nested(name: str, value: Any) -> dict[str, list[str]]:
    if isinstance(value, Mapping):
        if set(value) == {"option", "text"}:
            return {name: [str(value["option"])], f"{name}.open.{value['option']}": [str(value["text"])]}
        return _joined(_nested(f"{name}.{part}", inner) for part, inner in value.items())
    if isinstance(value, list | tuple):
        return _joined(_nested(name, inner) for inner in value)
    return {} if value is None else {name: [_figure(value)]}


def _joined(groups: Iterable[Mapping[str, list[str]]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for group in groups:
        for name, values in group.items():
            found.setdefault(name, []).extend(values)
    return found


def _figure(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@dataclass(frozen=True)
class ShownSurvey:
    """A whole survey to look at, beside the editor."""

    title: Words
    intro: Words
    pages: Sequence[ShownPage]
    languages: Sequence[str]
    ending_title: Words
    ending_text: Words
    # Its own looks, for the address of the stylesheet.
    theme: str


def show_definition(definition: Definition, language: str, *, organization_name: str, slug: str = "") -> ShownSurvey:
    """Every page with every question, whatever its conditions; pipes hold their fallbacks."""
    address = partial(member_image_address, slug=slug)
    maker = presenter(compile_program(definition), language, organization_name, address=address)
    wording, ending = maker.wording, definition.endings[-1]
    pages = [maker.template(page) for page in definition.pages]
    return ShownSurvey(
        title=wording(definition.title, "_survey.title"),
        intro=wording(definition.intro, "_survey.intro"),
        pages=[replace(page, questions=[replace(one, is_hidden=False) for one in page.questions]) for page in pages],
        languages=definition.languages,
        ending_title=wording(ending.title, f"{ending.id}.title"),
        ending_text=wording(ending.text, f"{ending.id}.text"),
        theme=json.dumps(dict(definition.theme), ensure_ascii=False) if definition.theme else "",
    )
