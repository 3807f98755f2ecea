"""Everything that is wrong with the JSON of a survey: first how it is built, then what it means."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from surveys.domain.definition.places import TextPlace, document_places
from surveys.domain.definition.references import check_references
from surveys.domain.definition.schema import MOST_QUESTIONS, SCHEMA
from surveys.domain.definition.structure import MOST_PROBLEMS, check_envelope, check_question, check_size
from surveys.domain.definition.upgrade import upgrade
from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.texts import LANGUAGES, Problem, TextField, check_text, check_texts
from surveys.domain.themes import check_theme

Raw = Mapping[str, Any]
_LISTS = ("options", "rows", "columns")


def check_definition(raw: Any) -> list[Problem]:
    """Everything that is wrong with a document of any schema; empty when it can be published. Never raises.

    Paths are those of the document in the present schema ("pages.0.questions.1.title.en"). What it means is only
    looked at when it is built rightly. At most about two hundred problems are named.
    """
    return check_upgraded(upgrade(raw))


def check_upgraded(raw: Any) -> list[Problem]:
    """The same for a document that has been brought to the present schema."""
    bad_size = check_size(raw)
    if bad_size:
        return [bad_size]
    if not isinstance(raw, dict):
        return [Problem("", "not_object")]
    problems = _check_structure(raw)
    return (problems or list(_check_meaning(raw)))[:MOST_PROBLEMS]


def _check_structure(raw: Raw) -> list[Problem]:
    problems = [_about_envelope(problem) for problem in check_envelope(raw)]
    questions = list(_questions(raw))
    if len(questions) > MOST_QUESTIONS:
        return [*problems, Problem("pages", "too_many", {"limit": MOST_QUESTIONS})]
    for path, question in questions:
        problems += check_question(path, question)
        if len(problems) >= MOST_PROBLEMS:
            return problems
    language = raw.get("language")
    language = language if isinstance(language, str) and language in LANGUAGES else LANGUAGES[0]
    known = {problem.path for problem in problems}
    for place in document_places(raw):
        if isinstance(place, TextPlace) and place.path not in known:
            field = TextField("", place.limit, required=place.is_needed)
            problems += check_texts(place.path, place.value, field, language)
    return problems


def _about_envelope(problem: Problem) -> Problem:
    """The two fields that say how to read all others have codes of their own."""
    if problem.path == "schema":
        return Problem("schema", "unknown_schema", {"known": SCHEMA})
    if problem.path == "language" and problem.code == "unknown_value":
        return Problem("language", "unknown_language", {"language": problem.params["value"]})
    return problem


def _questions(raw: Raw) -> Iterator[tuple[str, Any]]:
    pages = raw.get("pages")
    for at, page in enumerate(pages if isinstance(pages, list) else []):
        questions = page.get("questions") if isinstance(page, dict) else None
        for number, question in enumerate(questions if isinstance(questions, list) else []):
            yield f"pages.{at}.questions.{number}", question


def _check_meaning(raw: Raw) -> Iterator[Problem]:
    questions: list[tuple[str, Raw]] = list(_questions(raw))
    if not questions:
        yield Problem("pages", "no_questions")
    yield from _check_ids(raw, questions)
    yield from _once("key", questions)
    for path, question in questions:
        yield from _check_choices(path, question)
        yield from QUESTION_TYPES[question["type"]].check_definition(path, question)
    asking = [path for path, question in questions if question["type"] == "consent_contact"]
    yield from (Problem(path, "contact_twice") for path in asking[1:])
    yield from _check_languages(raw)
    yield from _check_pages(raw)
    yield from _check_endings(raw)
    if "theme" in raw:
        yield from check_theme("theme", raw["theme"])
    yield from check_references(raw, questions)


def _check_ids(raw: Raw, questions: list[tuple[str, Raw]]) -> Iterator[Problem]:
    """Pages, questions, endings, quotas and experiments share their ids, for jumps name them alike."""
    named = [(f"pages.{at}", page) for at, page in enumerate(raw["pages"])] + questions
    for name in ("endings", "quotas", "experiments"):
        named += [(f"{name}.{at}", item) for at, item in enumerate(raw.get(name, ()))]
    yield from _once("id", named)
    for name, inner in (("quotas", "cells"), ("experiments", "arms")):
        for at, item in enumerate(raw.get(name, ())):
            yield from _once("id", [(f"{name}.{at}.{inner}.{number}", part) for number, part in enumerate(item[inner])])


def _once(name: str, items: Iterable[tuple[str, Raw]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, item in items:
        if item[name] in seen:
            yield Problem(f"{path}.{name}", f"duplicate_{name}", {name: item[name]})
        seen.add(item[name])


def _check_choices(path: str, question: Raw) -> Iterator[Problem]:
    """Ids are unique in their question, codes in their list."""
    items: list[tuple[str, Raw]] = []
    for name in _LISTS:
        found = question.get(name)
        if not isinstance(found, list) or not all(isinstance(item, dict) and "id" in item for item in found):
            continue
        here = [(f"{path}.{name}.{at}", item) for at, item in enumerate(found)]
        items += here
        keys = Counter(item.get("key", item["id"]) for _path, item in here)
        for at, item in here:
            key = item.get("key", item["id"])
            if keys[key] > 1 and "key" in item:
                yield Problem(f"{at}.key", "duplicate_key", {"key": key})
    yield from _once("id", items)


def _check_languages(raw: Raw) -> Iterator[Problem]:
    if "languages" in raw and raw["language"] not in raw["languages"]:
        yield Problem("languages", "language_missing", {"language": raw["language"]})


def _check_pages(raw: Raw) -> Iterator[Problem]:
    for at, page in enumerate(raw["pages"]):
        timer = page.get("timer", {})
        if "least" in timer and "most" in timer and timer["least"] >= timer["most"]:
            yield Problem(f"pages.{at}.timer.most", "out_of_range", {"low": timer["least"] + 1, "high": 3600})
        loop = page.get("loop", {})
        if loop.get("take") == "rows" and not page["questions"]:
            yield Problem(f"pages.{at}.loop", "no_questions")
    order = {page["id"]: at for at, page in enumerate(raw["pages"])}
    taken: set[str] = set()
    for at, group in enumerate(raw.get("shuffle_pages", ())):
        yield from _check_group(f"shuffle_pages.{at}", group, order, taken)


def _check_group(path: str, group: Raw, order: Mapping[str, int], taken: set[str]) -> Iterator[Problem]:
    for number, name in enumerate(group["pages"]):
        if name not in order:
            yield Problem(f"{path}.pages.{number}", "unknown_page", {"page": name})
        elif name in taken:
            yield Problem(f"{path}.pages.{number}", "page_twice", {"page": name})
        taken.add(name)
    known = sorted({order[name] for name in group["pages"] if name in order})
    if known and known != list(range(known[0], known[-1] + 1)):
        yield Problem(f"{path}.pages", "pages_apart")
    if group.get("show", 0) > len(group["pages"]):
        yield Problem(f"{path}.show", "out_of_range", {"low": 1, "high": len(group["pages"])})


def _check_endings(raw: Raw) -> Iterator[Problem]:
    last = len(raw["endings"]) - 1
    for at, ending in enumerate(raw["endings"]):
        path = f"endings.{at}"
        if at == last and ending.get("if") is not None:
            yield Problem(f"{path}.if", "last_ending_conditional")
        for name, text in ending.get("redirect", {}).get("params", {}).items():
            yield from check_text(f"{path}.redirect.params.{name}", text, 500)
