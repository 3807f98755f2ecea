"""A definition as the templates of the respondent page take it; also shown beside the editor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation.trans_real import parse_accept_lang_header

from surveys.domain.definition import Definition
from surveys.domain.questions import QUESTION_TYPES, Question, QuestionType
from surveys.domain.texts import fill

LANGUAGE_NAMES = {"zh-hans": "简体中文", "en": "English"}


@dataclass(frozen=True)
class ShownQuestion:
    key: str
    title: str
    required: bool
    kind: QuestionType
    template: str
    # The texts of its type by name, and its other settings.
    texts: Mapping[str, str]
    settings: Mapping[str, Any]
    value: Any
    error: str


@dataclass(frozen=True)
class ShownSurvey:
    title: str
    pages: Sequence[Sequence[ShownQuestion]]
    errors: Sequence[tuple[str, str]]
    languages: Sequence[tuple[str, str]]
    ending_title: str
    ending_text: str


def show_definition(
    definition: Definition,
    language: str,
    *,
    organization_name: str,
    answers: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> ShownSurvey:
    pipes = {"organization": organization_name}
    errors = errors or {}

    def words(texts: Mapping[str, str]) -> str:
        return fill(texts.get(language) or texts.get(definition.language, ""), pipes)

    def shown(question: Question) -> ShownQuestion:
        kind = QUESTION_TYPES[question.type]
        return ShownQuestion(
            key=question.key,
            title=words(question.title),
            required=question.required,
            kind=kind,
            template=f"surveys/respondent/questions/{question.type}.html",
            texts={text.name: words(question.settings.get(text.name) or {}) for text in kind.texts},
            settings={name: question.settings.get(name) for name in kind.fields},
            value=(answers or {}).get(question.key),
            error=errors.get(question.key, ""),
        )

    pages = [[shown(question) for question in page.questions] for page in definition.pages]
    return ShownSurvey(
        title=words(definition.title),
        pages=pages,
        errors=[(question.key, question.title) for page in pages for question in page if question.error],
        languages=[(code, LANGUAGE_NAMES[code]) for code in definition.languages],
        ending_title=words(definition.ending.title),
        ending_text=words(definition.ending.text),
    )


def chosen_language(offered: Sequence[str], asked: str, accepted: str) -> str:
    """What the address asks for, else the first language of the browser that is offered, else the survey's own."""
    wanted = [asked, *(code for code, _quality in parse_accept_lang_header(accepted))]
    for code in wanted:
        base = code.lower().partition("-")[0]
        for language in offered:
            if base and base == language.partition("-")[0]:
                return language
    return offered[0]
