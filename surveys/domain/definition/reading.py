"""From the JSON of a survey to typed values."""

from collections.abc import Mapping
from typing import Any

from surveys.domain.definition.checks import check_upgraded
from surveys.domain.definition.model import (
    Coupon,
    Definition,
    Ending,
    Experiment,
    Loop,
    MetricBinding,
    Page,
    Quota,
    QuotaCell,
    Redirect,
    Settings,
    ShuffledPages,
    Timer,
)
from surveys.domain.definition.places import TextPlace, document_places
from surveys.domain.definition.upgrade import upgrade
from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.questions.base import Check, Choice, Jump, Question, Source
from surveys.domain.texts import LANGUAGES, Problem

Raw = Mapping[str, Any]


class InvalidDefinitionError(ValueError):
    """The JSON is not a survey; `problems` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{problem.path}: {problem.code}" for problem in problems))
        self.problems = problems


def read_definition(raw: Any) -> Definition:
    """The typed survey, of any schema; raises InvalidDefinitionError with every problem that was found."""
    upgraded = upgrade(raw)
    problems = check_upgraded(upgraded)
    if problems:
        raise InvalidDefinitionError(problems)
    return read_sound(upgraded)


def read_sound(raw: Raw) -> Definition:
    """The typed survey of a document of the present schema in which no problem was found; it is not checked again."""
    language = raw["language"]
    return Definition(
        language=language,
        languages=offered_languages(raw),
        title=_texts(raw["title"]),
        intro=_texts(raw.get("intro")),
        pages=tuple(_page(page, language) for page in raw["pages"]),
        endings=tuple(_ending(ending) for ending in raw["endings"]),
        settings=Settings(**raw.get("settings", {})),
        theme=raw.get("theme", {}),
        experiments=tuple(
            Experiment(item["id"], tuple((arm["id"], arm.get("weight", 1)) for arm in item["arms"]))
            for item in raw.get("experiments", ())
        ),
        shuffled_pages=tuple(
            ShuffledPages(tuple(item["pages"]), item.get("show")) for item in raw.get("shuffle_pages", ())
        ),
        quotas=tuple(_quota(quota) for quota in raw.get("quotas", ())),
        metrics=tuple(
            MetricBinding(item["question"], item["metric"], item.get("touchpoint", ""))
            for item in raw.get("metrics", ())
        ),
    )


def offered_languages(raw: Raw) -> tuple[str, ...]:
    """The survey's own language first; then those it names, or else those in which nothing needed is missing."""
    own = raw["language"]
    if "languages" in raw:
        return (own, *(code for code in raw["languages"] if code != own))
    complete = set(LANGUAGES)
    for place in document_places(raw):
        if isinstance(place, TextPlace) and place.is_needed:
            complete &= {code for code, text in place.value.items() if text.strip()}
    return (own, *(code for code in LANGUAGES if code in complete and code != own))


def _page(raw: Raw, language: str) -> Page:
    return Page(
        id=raw["id"],
        questions=tuple(read_question(question, language) for question in raw["questions"]),
        title=_texts(raw.get("title")),
        text=_texts(raw.get("text")),
        rule=raw.get("if"),
        shuffles=raw.get("shuffle", False),
        show=raw.get("show"),
        loop=_loop(raw["loop"]) if "loop" in raw else None,
        timer=Timer(raw["timer"].get("least"), raw["timer"].get("most")) if "timer" in raw else None,
        jumps=_jumps(raw),
    )


def _loop(raw: Raw) -> Loop:
    if "times" in raw:
        return Loop(most=raw["most"], times=raw["times"])
    return Loop(most=raw.get("most", 100), question=raw["question"], take=raw["take"])


def read_question(raw: Raw, language: str) -> Question:
    """One sound question; `language` is the survey's own."""
    kind = QUESTION_TYPES[raw["type"]]
    settings: dict[str, Any] = {name: raw[name] for name in kind.fields if name in raw}
    settings |= {text.name: _texts(raw.get(text.name)) for text in kind.texts}
    return Question(
        id=raw["id"],
        key=raw["key"],
        type=raw["type"],
        title=_texts(raw["title"]),
        required=raw.get("required", False),
        language=language,
        settings=settings,
        hint=_texts(raw.get("hint")),
        options=_choices(raw, "options"),
        rows=_choices(raw, "rows"),
        columns=_choices(raw, "columns"),
        options_from=_source(raw.get("options_from")),
        rows_from=_source(raw.get("rows_from")),
        shuffles_options=raw.get("shuffle", False),
        shuffles_rows=raw.get("shuffle_rows", False),
        rule=raw.get("if"),
        required_rule=raw.get("required_if"),
        checks=tuple(
            Check(check["rule"], _texts(check["message"]), check.get("soft", False)) for check in raw.get("checks", ())
        ),
        jumps=_jumps(raw),
        expected=raw.get("expect"),
    )


def _choices(raw: Raw, name: str) -> tuple[Choice, ...]:
    items = raw.get(name)
    return tuple(map(_choice, items)) if isinstance(items, list) else ()


def _choice(raw: Raw) -> Choice:
    return Choice(
        id=raw["id"],
        key=raw.get("key", raw["id"]),
        text=_texts(raw.get("text")),
        rule=raw.get("if"),
        image=raw.get("image", ""),
        is_fixed=raw.get("fixed", False),
        is_exclusive=raw.get("exclusive", False),
        is_open=raw.get("open", False),
        group=raw.get("group", ""),
        score=raw.get("score"),
    )


def _source(raw: Raw | None) -> Source | None:
    return Source(raw["question"], raw["take"]) if raw else None


def _jumps(raw: Raw) -> tuple[Jump, ...]:
    return tuple(Jump(jump["to"], jump.get("if")) for jump in raw.get("next", ()))


def _quota(raw: Raw) -> Quota:
    on_full = raw.get("on_full", {})
    return Quota(
        id=raw["id"],
        name=raw.get("name", ""),
        cells=tuple(QuotaCell(cell["id"], cell["if"], cell["limit"]) for cell in raw["cells"]),
        do=on_full.get("do", "end"),
        ending=on_full.get("ending", ""),
    )


def _ending(raw: Raw) -> Ending:
    redirect, coupon, button = raw.get("redirect"), raw.get("coupon"), raw.get("button", {})
    return Ending(
        id=raw["id"],
        outcome=raw["outcome"],
        title=_texts(raw["title"]),
        text=_texts(raw.get("text")),
        rule=raw.get("if"),
        redirect=redirect
        and Redirect(
            redirect["url"], redirect.get("params", {}), redirect.get("sign", False), redirect.get("after", 0)
        ),
        button_text=_texts(button.get("text")),
        button_url=button.get("url", ""),
        coupon=coupon and Coupon(coupon.get("text", ""), coupon.get("unique", False), coupon.get("prefix", "")),
        next_survey=raw.get("next_survey", ""),
    )


def _texts(raw: Mapping[str, str] | None) -> dict[str, str]:
    """Empty texts count as missing."""
    return {language: text.strip() for language, text in (raw or {}).items() if text.strip()}
