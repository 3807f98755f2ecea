"""What looks ahead: conditions on later questions, pipes before their question, jumps back."""

from collections.abc import Iterator

from surveys.domain.checker.findings import ERROR, WARNING, Finding
from surveys.domain.checker.survey import WITH, Checked, Governed
from surveys.domain.definition.places import TextPlace, document_places
from surveys.domain.definition.rules import keys_of, mentions
from surveys.domain.texts import pipes_of


def check_order(survey: Checked) -> Iterator[Finding]:
    for governed in survey.rules:
        yield from _check_rule(survey, governed)
    yield from _check_sources(survey)
    yield from _check_pipes(survey)
    yield from _check_jumps(survey)


def _check_rule(survey: Checked, governed: Governed) -> Iterator[Finding]:
    for key in sorted(keys_of(governed.rule)):
        yield from _later(survey, governed, key)
    looped = {page.id for page in survey.definition.pages if page.loop}
    if governed.page not in looped and any(mention.root == "loop" for mention in mentions(governed.rule)):
        yield Finding(WARNING, "outside_loop", governed.question, governed.page)


def _later(survey: Checked, governed: Governed, key: str) -> Iterator[Finding]:
    place = survey.position.get(key)
    if place is None:
        return
    params = {"what": governed.what, "name": governed.name, "later": key}
    is_seen = place < governed.place or (place == governed.place and governed.sees == WITH)
    if not is_seen:
        yield Finding(ERROR, "later_condition", governed.question, governed.page, params)
    elif governed.question and key != governed.question and key in survey.shuffled_with.get(governed.question, ()):
        yield Finding(WARNING, "perhaps_later", governed.question, governed.page, params)


def _check_sources(survey: Checked) -> Iterator[Finding]:
    for page in survey.definition.pages:
        start = survey.first_of(page)
        if page.loop and page.loop.question and survey.position.get(page.loop.question, -1) >= start:
            params = {"what": "loop", "name": "", "later": page.loop.question}
            yield Finding(ERROR, "later_condition", page=page.id, params=params)
        for question in page.questions:
            for what, source in (("options", question.options_from), ("rows", question.rows_from)):
                if source and survey.position.get(source.question, -1) >= survey.position[question.key]:
                    params = {"what": what, "name": "", "later": source.question}
                    yield Finding(ERROR, "later_condition", question.key, page.id, params)


def _check_pipes(survey: Checked) -> Iterator[Finding]:
    """The first question that a text stands on must come after the one it speaks of."""
    for place in document_places(survey.raw):
        if not isinstance(place, TextPlace) or not place.value or place.steps[0] == "endings":
            continue
        at, key, page = _where(survey, place)
        named = {pipe.question for text in place.value.values() for pipe in pipes_of(text)} - {""}
        for name in sorted(named):
            if survey.position.get(name, -1) >= at:
                yield Finding(ERROR, "pipe_before_asked", key, page, {"later": name})
            elif key and name in survey.shuffled_with.get(key, ()):
                yield Finding(WARNING, "pipe_perhaps_before_asked", key, page, {"later": name})


def _where(survey: Checked, place: TextPlace) -> tuple[int, str, str]:
    """The number of the question before which a text is read, its question and its page."""
    steps = place.steps
    if steps[0] != "pages" or not isinstance(steps[1], int):
        return 0, "", ""
    page = survey.definition.pages[steps[1]]
    if len(steps) > 3 and steps[2] == "questions" and isinstance(steps[3], int):
        question = page.questions[steps[3]]
        # The message of a check is read after the answer.
        after = 1 if len(steps) > 4 and steps[4] == "checks" else 0
        return survey.position[question.key] + after, question.key, page.id
    return survey.first_of(page), "", page.id


def _check_jumps(survey: Checked) -> Iterator[Finding]:
    """A jump back would ask the same again without end; the walk does not follow it."""
    starts = {page.id: survey.first_of(page) for page in survey.definition.pages}
    pages = {page.id: number for number, page in enumerate(survey.definition.pages)}
    questions = {question.id: survey.position[question.key] for question in survey.definition.questions}
    for number, page in enumerate(survey.definition.pages):
        end = starts[page.id] + len(page.questions)
        for jump in page.jumps:
            is_back = pages.get(jump.to, number + 1) <= number or questions.get(jump.to, end) < end
            if is_back:
                yield Finding(ERROR, "jump_back", page=page.id, params={"to": jump.to})
        for question in page.questions:
            here = survey.position[question.key]
            for jump in question.jumps:
                if pages.get(jump.to, number + 1) <= number or questions.get(jump.to, here + 1) <= here:
                    yield Finding(ERROR, "jump_back", question.key, page.id, {"to": jump.to})
