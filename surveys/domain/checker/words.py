"""What respondents read and tap: missing translations, options that read alike, tables that are too long, scores."""

from collections import defaultdict
from collections.abc import Iterator

from surveys.domain.checker.findings import ERROR, NOTE, WARNING, Finding
from surveys.domain.checker.formulas import operators
from surveys.domain.checker.survey import Checked
from surveys.domain.definition.places import TextPlace, document_places
from surveys.domain.definition.rules import mentions
from surveys.domain.questions.base import Question
from surveys.domain.texts import LANGUAGES

# Beyond these, people answer at random or leave.
LONG_TABLE_ROWS = 15
LONG_TABLE_CELLS = 60
MANY_OPTIONS = 30
LONG_PAGE = 15


def check_words(survey: Checked) -> Iterator[Finding]:
    yield from _check_translations(survey)
    for page in survey.definition.pages:
        if len(page.questions) > LONG_PAGE:
            yield Finding(NOTE, "long_page", page=page.id, params={"count": len(page.questions), "most": LONG_PAGE})
        for question in page.questions:
            yield from _check_length(question, page.id)
            yield from _check_alike(survey, question, page.id)
            yield from _check_scores(survey, question, page.id)
    yield from _check_score_rules(survey)


def _check_translations(survey: Checked) -> Iterator[Finding]:
    """Texts that the survey's own language has and an offered one has not; languages begun and not offered."""
    own, offered = survey.definition.language, survey.definition.languages
    missing: dict[tuple[str, str], int] = defaultdict(int)
    begun: set[str] = set()
    for place in document_places(survey.raw):
        if not isinstance(place, TextPlace) or not (place.value or {}).get(own, "").strip():
            continue
        begun |= {language for language, text in place.value.items() if text.strip()}
        for language in LANGUAGES:
            if not place.value.get(language, "").strip():
                missing[_owner(survey, place), language] += 1
    for language in LANGUAGES:
        if language == own or language not in begun:
            continue
        gaps = {owner: count for (owner, code), count in missing.items() if code == language}
        if language in offered:
            for owner, count in gaps.items():
                yield _translation_missing(survey, owner, language, count)
        elif gaps:
            params = {"language": language, "count": sum(gaps.values())}
            yield Finding(NOTE, "language_not_offered", params=params)


def _translation_missing(survey: Checked, owner: str, language: str, count: int) -> Finding:
    page = survey.page_of[owner].id if owner in survey.page_of else ""
    return Finding(WARNING, "missing_translation", owner, page, {"language": language, "count": count})


def _owner(survey: Checked, place: TextPlace) -> str:
    """The key of the question a text belongs to, or ""."""
    steps = place.steps
    if len(steps) > 3 and steps[0] == "pages" and isinstance(steps[1], int) and isinstance(steps[3], int):
        return survey.definition.pages[steps[1]].questions[steps[3]].key
    return ""


def _check_length(question: Question, page: str) -> Iterator[Finding]:
    rows, columns = len(question.rows), len(question.columns or question.options)
    if rows > LONG_TABLE_ROWS or rows * columns > LONG_TABLE_CELLS:
        yield Finding(WARNING, "long_matrix", question.key, page, {"rows": rows, "columns": columns})
    elif not rows and len(question.options) > MANY_OPTIONS and question.type not in {"dropdown", "cascade"}:
        yield Finding(NOTE, "many_options", question.key, page, {"count": len(question.options), "most": MANY_OPTIONS})


def _check_alike(survey: Checked, question: Question, page: str) -> Iterator[Finding]:
    for choices in (question.options, question.rows, question.columns):
        seen: dict[str, str] = {}
        for choice in choices:
            text = " ".join(choice.text.get(survey.definition.language, "").split()).casefold()
            if text in seen and not choice.image:
                params = {"first": seen[text], "second": choice.id, "text": text[:60]}
                yield Finding(WARNING, "same_words", question.key, page, params)
            seen.setdefault(text, choice.id)


def _check_scores(survey: Checked, question: Question, page: str) -> Iterator[Finding]:
    """Some of the options have a score and others none, which then count as nothing."""
    for choices in (question.options, question.rows, question.columns):
        without = [choice.id for choice in choices if choice.score is None]
        if without and len(without) < len(choices):
            params = {"count": len(without), "ids": ", ".join(without[:5])}
            yield Finding(WARNING, "unscored", question.key, page, params)


def _check_score_rules(survey: Checked) -> Iterator[Finding]:
    """A rule asks for the score of a question of which no option has one."""
    for governed in survey.rules:
        if "score" not in operators(governed.rule):
            continue
        for key in sorted({mention.name for mention in mentions(governed.rule) if mention.is_score}):
            question = survey.definition.question(key)
            if question is None:
                continue
            choices = (*survey.domains.options[key], *question.rows, *question.columns)
            if all(choice.score is None for choice in choices):
                params = {"scored": key, "what": governed.what}
                yield Finding(ERROR, "no_scores", governed.question, governed.page, params)
