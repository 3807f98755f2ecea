"""What a document names must be there: questions, options, pages, endings, quotas, experiments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.domain.definition.places import RulePlace, TextPlace, document_places
from surveys.domain.definition.rules import Mention, mentions
from surveys.domain.logic import check_rule
from surveys.domain.texts import Problem, excerpt, pipes_of

Raw = Mapping[str, Any]

ROOTS = frozenset({"answers", "url", "customer", "context", "arms", "loop", "quota", "scores"})
CONTEXT = frozenset({"channel", "device", "language", "department", "collector", "today", "now"})
LOOP = frozenset({"item", "text", "index"})


@dataclass(frozen=True)
class Known:
    """What there is to be named."""

    questions: Mapping[str, Raw]
    targets: frozenset[str]
    endings: frozenset[str]
    quotas: frozenset[str]
    experiments: frozenset[str]


def check_references(raw: Raw, questions: list[tuple[str, Raw]]) -> Iterator[Problem]:
    """`raw` is rightly built; `questions` are its questions with their paths."""
    known = Known(
        questions={question["key"]: question for _path, question in questions},
        targets=frozenset(
            [page["id"] for page in raw["pages"]]
            + [question["id"] for _path, question in questions]
            + [ending["id"] for ending in raw["endings"]]
            + ["end"]
        ),
        endings=frozenset(ending["id"] for ending in raw["endings"]),
        quotas=frozenset(quota["id"] for quota in raw.get("quotas", ())),
        experiments=frozenset(item["id"] for item in raw.get("experiments", ())),
    )
    yield from _check_rules_and_pipes(raw, known)
    yield from _check_questions(questions, known)
    yield from _check_loops(raw, known)
    yield from _check_jumps([(f"pages.{at}", page) for at, page in enumerate(raw["pages"])] + questions, known)
    for at, quota in enumerate(raw.get("quotas", ())):
        yield from _check_on_full(f"quotas.{at}.on_full", quota.get("on_full", {}), raw, known)
    bound: set[tuple[str, str]] = set()
    for at, binding in enumerate(raw.get("metrics", ())):
        yield from _known_question(f"metrics.{at}.question", binding["question"], known)
        pair = (binding["question"], binding["metric"])
        if pair in bound:
            yield Problem(f"metrics.{at}", "metric_twice", {"metric": binding["metric"], "key": binding["question"]})
        bound.add(pair)


def _check_rules_and_pipes(raw: Raw, known: Known) -> Iterator[Problem]:
    for place in document_places(raw):
        if isinstance(place, RulePlace):
            yield from _check_rule(place, known)
        elif isinstance(place, TextPlace):
            for language, text in place.value.items() if place.value else ():
                yield from _check_pipes(f"{place.path}.{language}", text, known)
    for at, ending in enumerate(raw["endings"]):
        for name, text in ending.get("redirect", {}).get("params", {}).items():
            yield from _check_pipes(f"endings.{at}.redirect.params.{name}", text, known)


def _check_pipes(path: str, text: str, known: Known) -> Iterator[Problem]:
    for pipe in pipes_of(text):
        if pipe.question and pipe.question not in known.questions:
            yield Problem(path, "unknown_question", {"key": pipe.question})


def _check_rule(place: RulePlace, known: Known) -> Iterator[Problem]:
    problems = check_rule(place.rule)
    for problem in problems:
        path = f"{place.path}.{problem.path}" if problem.path else place.path
        yield Problem(path, problem.code, dict(problem.params))
    if problems:
        return
    for mention in mentions(place.rule):
        yield from _check_mention(place.path, mention, known)


def _check_mention(path: str, mention: Mention, known: Known) -> Iterator[Problem]:
    names: dict[str, tuple[Any, str, str]] = {
        "answers": (known.questions, "unknown_question", "key"),
        "arms": (known.experiments, "unknown_experiment", "experiment"),
        "quota": (known.quotas, "unknown_quota", "quota"),
        "context": (CONTEXT, "unknown_variable", "name"),
        "loop": (LOOP, "unknown_variable", "name"),
    }
    if mention.root not in ROOTS:
        yield Problem(path, "unknown_variable", {"name": excerpt(mention.path)})
    elif mention.root in names:
        there, code, param = names[mention.root]
        if mention.name and mention.name not in there:
            shown = mention.name if param != "name" else mention.path
            yield Problem(path, code, {param: excerpt(shown)})
    if mention.options and mention.name in known.questions:
        options = option_ids(known.questions[mention.name], known.questions)
        for option in mention.options:
            if options is not None and option not in options:
                yield Problem(path, "unknown_option", {"key": mention.name, "option": excerpt(option)})


def option_ids(question: Raw, questions: Mapping[str, Raw]) -> frozenset[str] | None:
    """The ids that an answer may hold, those carried over included; None where they are not all in the document."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [question]
    while waiting:
        at = waiting.pop()
        if at["key"] in seen:
            continue
        seen.add(at["key"])
        options = at.get("options")
        if isinstance(options, list) and all(isinstance(item, dict) and "id" in item for item in options):
            found |= {item["id"] for item in options}
        elif "options_from" not in at:
            return None
        source = at.get("options_from")
        if source:
            if source["question"] not in questions:
                return None
            waiting.append(questions[source["question"]])
    return frozenset(found)


def _check_questions(questions: list[tuple[str, Raw]], known: Known) -> Iterator[Problem]:
    for path, question in questions:
        for name, lists in (("options_from", ("options", "rows")), ("rows_from", ("rows", "options"))):
            source = question.get(name)
            if not isinstance(source, dict):
                continue
            yield from _known_question(f"{path}.{name}.question", source["question"], known)
            other = known.questions.get(source["question"])
            if source["question"] == question["key"]:
                yield Problem(f"{path}.{name}.question", "own_question", {"key": question["key"]})
            elif other is not None and not any(part in other or f"{part}_from" in other for part in lists):
                yield Problem(f"{path}.{name}.question", "no_options", {"key": source["question"]})


def _check_loops(raw: Raw, known: Known) -> Iterator[Problem]:
    for at, page in enumerate(raw["pages"]):
        key = page.get("loop", {}).get("question")
        if key is None:
            continue
        path = f"pages.{at}.loop.question"
        yield from _known_question(path, key, known)
        if any(question["key"] == key for question in page["questions"]):
            yield Problem(path, "own_question", {"key": key})
        other = known.questions.get(key)
        lists = ("rows",) if page["loop"]["take"] == "rows" else ("options",)
        if other is not None and not any(part in other or f"{part}_from" in other for part in lists):
            yield Problem(path, "no_options", {"key": key})


def _check_jumps(items: list[tuple[str, Raw]], known: Known) -> Iterator[Problem]:
    for path, item in items:
        for at, jump in enumerate(item.get("next", ())):
            if jump["to"] not in known.targets:
                yield Problem(f"{path}.next.{at}.to", "unknown_target", {"to": jump["to"]})
            elif jump["to"] == item["id"]:
                yield Problem(f"{path}.next.{at}.to", "jump_to_itself")


def _check_on_full(path: str, on_full: Raw, raw: Raw, known: Known) -> Iterator[Problem]:
    ending = on_full.get("ending")
    if ending is not None and ending not in known.endings:
        yield Problem(f"{path}.ending", "unknown_ending", {"ending": ending})
    elif on_full.get("do") == "redirect":
        target = next((item for item in raw["endings"] if item["id"] == ending), None)
        if target is None or "redirect" not in target:
            yield Problem(f"{path}.ending", "no_redirect")


def _known_question(path: str, key: str, known: Known) -> Iterator[Problem]:
    if key not in known.questions:
        yield Problem(path, "unknown_question", {"key": key})
