"""Gathers what a response is judged by."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from cem.tenancy.context import require_organization_id
from surveys.domain.definition import Definition
from surveys.domain.logic import compile_rule
from surveys.domain.quality.model import Asked, Evidence, Key, Spread, Twins
from surveys.domain.quality.prints import TEXT_ALIKE as ALIKE
from surveys.domain.quality.prints import rhythm_bands, rhythm_likeness, text_bands, text_likeness
from surveys.domain.quality.speed import reading_load
from surveys.domain.questions.base import Choice, Question
from surveys.domain.trajectory import Reading, from_bytes, read_trajectory
from surveys.domain.trajectory import Trajectory as Noted
from surveys.enums import Channel
from surveys.models import Fingerprint, FingerprintKind, Response, Trajectory
from surveys.selectors.definitions import published_definition

# How long a question takes is told by so many of the newest responses.
NEWEST = 400
# So many look-alikes of each kind are compared in full.
COMPARED = 80
CROWD_WINDOW = timedelta(days=1)
BROUGHT_IN_AFTER = timedelta(minutes=5)
TEXTS = frozenset({"short_text", "long_text"})

_SPREADS = f"""
WITH newest AS (
    SELECT t.dwell FROM {Trajectory._meta.db_table} t
    JOIN {Response._meta.db_table} r ON r.organization_id = t.organization_id AND r.id = t.response_id
    WHERE t.organization_id = %(organization)s AND t.survey_id = %(survey)s AND t.response_id <> %(without)s
        AND r.excluded_at IS NULL AND NOT r.is_test
    ORDER BY t.received_at DESC LIMIT %(newest)s
), times AS (
    SELECT key AS name, ln(value::float8) AS time FROM newest, jsonb_each_text(newest.dwell) WHERE value::float8 > 0
), middles AS (
    SELECT name, COUNT(*) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY time) AS middle FROM times GROUP BY name
)
SELECT name, n, middle, percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(time - middle))
FROM times JOIN middles USING (name) GROUP BY name, n, middle
"""  # noqa: S608  # names of our own tables


def evidence_of(response: Response, *, noted: Noted, reading: Reading) -> Evidence:
    """All that speaks for or against a response; `response` with its collector. Six to ten queries."""
    definition = published_definition(response.version_id)
    questions = asked_questions(response, definition)
    # Who calls the API for a partner has a link of the kind API; through any other link come pages.
    is_partner = response.collector.channel == Channel.API or _is_brought_in(response)
    return Evidence(
        questions=questions,
        trajectory=noted,
        reading=reading,
        expects_trajectory=definition.settings.trajectory and not is_partner,
        key=Key(is_signed=response.is_signed, age=_age(response), is_partner=is_partner),
        timings={name: ms for name, ms in response.timings.items() if isinstance(ms, int)},
        spreads=question_spreads(response.survey_id, without=response.pk),
        warned=tuple(warned(response, definition)),
        twins=twins_of(response, questions, noted),
        is_robot=bool(response.context.get("robot")),
    )


def noted_trajectory(response: Response) -> tuple[Noted, Trajectory | None]:
    """The trajectory of a response as events, and its row."""
    row = Trajectory.objects.filter(response_id=response.pk).first()
    if row is None:
        return from_bytes(b""), None
    return (Noted(problem=row.problem) if row.problem else from_bytes(bytes(row.events))), row


def shown_names(response: Response) -> list[str]:
    """The questions as they were shown, by instance name; for responses without a path, those that were answered."""
    names = [name for step in response.path for name in step[1]]
    return names or list(response.answers)


def reading_of(response: Response, noted: Noted) -> Reading:
    return read_trajectory(noted, shown_names(response))


def asked_questions(response: Response, definition: Definition) -> tuple[Asked, ...]:
    return tuple(
        _asked(name, question, response)
        for name in shown_names(response)
        if (question := definition.question(name.partition("@")[0])) is not None
    )


def question_spreads(survey_id: UUID, *, without: UUID) -> dict[str, Spread]:
    """By question, over the newest responses that count. One query."""
    with connection.cursor() as cursor:
        values = {
            "organization": str(require_organization_id()),
            "survey": str(survey_id),
            "without": str(without),
            "newest": NEWEST,
        }
        cursor.execute(_SPREADS, values)
        return {name: Spread(n, middle, mad) for name, n, middle, mad in cursor.fetchall()}


def warned(response: Response, definition: Definition) -> Iterator[str]:
    """Questions whose soft check does not hold: the respondent was asked "are you sure" and went on."""
    data = {
        "answers": response.answers,
        "url": response.context.get("url", {}),
        "context": response.context,
        "arms": response.arms,
    }
    for name in shown_names(response):
        question = definition.question(name)
        checks = question.checks if question is not None and name in response.answers else ()
        if any(check.is_soft and not compile_rule(check.rule).truthy(data) for check in checks):
            yield name


def prints_of(questions: Sequence[Asked], noted: Noted) -> dict[tuple[str, str], tuple[int, ...]]:
    """The bands of a response by kind and question."""
    found = {
        (FingerprintKind.TEXT.value, question.name): text_bands(question.value)
        for question in questions
        if question.is_text and isinstance(question.value, str)
    }
    found[FingerprintKind.RHYTHM.value, ""] = rhythm_bands(noted)
    return {key: bands for key, bands in found.items() if bands}


def twins_of(response: Response, questions: Sequence[Asked], noted: Noted) -> Twins:
    """Earlier responses of the survey that look alike."""
    texts = {
        question.name: _text_twins(response, question)
        for question in questions
        if question.is_text and isinstance(question.value, str)
    }
    earlier = Response.objects.filter(survey_id=response.survey_id, pk__lt=response.pk, is_test=False)
    devices = earlier.filter(device_mark=response.device_mark).count() if response.device_mark else 0
    since = response.submitted_at - CROWD_WINDOW
    addresses = (
        earlier.filter(address_mark=response.address_mark, submitted_at__gte=since).count()
        if response.address_mark
        else 0
    )
    return Twins(texts=texts, rhythm=_rhythm_twin(response, noted), devices=devices, addresses=addresses)


def look_alikes(response: Response, kind: str, name: str, bands: Sequence[int], *, later: bool = False) -> list[UUID]:
    """Responses of the survey that share a band, those of before or those of after; the newest of them."""
    rows = Fingerprint.objects.filter(survey_id=response.survey_id, kind=kind, name=name, value__in=bands)
    rows = rows.filter(response_id__gt=response.pk) if later else rows.filter(response_id__lt=response.pk)
    found = rows.order_by("-response_id").values_list("response_id", flat=True)[: COMPARED * 10]
    return list(dict.fromkeys(found))[:COMPARED]


def _text_twins(response: Response, question: Asked) -> int:
    alike = look_alikes(response, FingerprintKind.TEXT, question.name, text_bands(question.value))
    others = Response.objects.filter(pk__in=alike).values_list("answers", flat=True) if alike else []
    texts = (answers.get(question.name) for answers in others)
    return sum(isinstance(text, str) and text_likeness(text, question.value) >= ALIKE for text in texts)


def _rhythm_twin(response: Response, noted: Noted) -> float:
    alike = look_alikes(response, FingerprintKind.RHYTHM, "", rhythm_bands(noted))
    others = Trajectory.objects.filter(response_id__in=alike).values_list("events", flat=True) if alike else []
    return max((rhythm_likeness(noted, from_bytes(bytes(events))) for events in others), default=0.0)


def _is_brought_in(response: Response) -> bool:
    """Whether the product itself has stored answers that were given earlier; the API takes no other time than now."""
    stored_at = datetime.fromtimestamp((response.pk.int >> 80) / 1000, UTC)
    return stored_at - response.submitted_at > BROUGHT_IN_AFTER


def _age(response: Response) -> float | None:
    if not response.is_signed or response.started_at is None:
        return None
    return (response.submitted_at - response.started_at).total_seconds()


def _asked(name: str, question: Question, response: Response) -> Asked:
    language = response.language or question.language

    def words(choices: Sequence[Choice]) -> list[str]:
        return [each.text.get(language) or each.text.get(question.language, "") for each in choices]

    # Nobody reads every option to the end.
    skimmed = reading_load(*words(question.options), *words(question.columns)) / 2
    return Asked(
        name=name,
        type=question.type,
        value=response.answers.get(name),
        characters=reading_load(question.text("title", language), *words(question.rows)) + skimmed,
        rows=tuple(each.id for each in question.rows),
        scale=_scale(question, response.answers.get(name)),
        pairs=_pairs(question),
        expected=question.expected,
        is_text=question.type in TEXTS,
    )


def _scale(question: Question, value: Any) -> tuple[str, ...]:
    """The steps of a table in their order: its columns, or the numbers of its scale."""
    if question.columns:
        return tuple(each.id for each in question.columns)
    low, high = question.settings.get("min"), question.settings.get("max")
    if type(low) is int and type(high) is int and 0 < high - low <= 100:
        return tuple(str(number) for number in range(low, high + 1))
    numbers = [each for each in value.values() if type(each) is int] if isinstance(value, Mapping) else []
    top = 10 if question.type == "matrix_nps" else question.settings.get("steps", 5)
    return tuple(str(number) for number in range(min([0, *numbers]), max([int(top), *numbers]) + 1)) if numbers else ()


def _pairs(question: Question) -> tuple[tuple[str, str], ...]:
    """Rows of one group of which one has a negative score say the opposite of each other."""
    rows = [row for row in question.rows if row.group and row.score is not None]
    return tuple(
        (one.id, other.id)
        for one in rows
        for other in rows
        if one.group == other.group and (one.score or 0) > 0 > (other.score or 0)
    )
