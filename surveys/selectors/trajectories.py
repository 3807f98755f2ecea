"""Reads of trajectories, ready to be shown: what was on the screen at each moment, and how long questions take."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from cem.tenancy.context import require_organization_id
from surveys.domain.definition import Definition
from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.questions.base import Question
from surveys.domain.trajectory import Event, Kind, Reading, from_bytes
from surveys.domain.trajectory import Trajectory as Noted
from surveys.models import Response, Trajectory
from surveys.selectors.definitions import published_definition
from surveys.selectors.evidence import noted_trajectory, reading_of, shown_names

# Heat is over so many of the newest responses.
NEWEST = 2000

_HEAT = f"""
WITH newest AS (
    SELECT t.dwell, t.revisions, t.hesitations FROM {Trajectory._meta.db_table} t
    JOIN {Response._meta.db_table} r ON r.organization_id = t.organization_id AND r.id = t.response_id
    WHERE t.organization_id = %(organization)s AND t.survey_id = %(survey)s AND r.excluded_at IS NULL AND NOT r.is_test
        AND (%(departments)s::uuid[] IS NULL OR r.department_id = ANY(%(departments)s::uuid[]))
    ORDER BY t.received_at DESC LIMIT %(newest)s
)
SELECT key, COUNT(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY value::float8),
    SUM(COALESCE((revisions ->> key)::integer, 0)), SUM(COALESCE((hesitations ->> key)::integer, 0))
FROM newest, jsonb_each_text(newest.dwell) GROUP BY key
"""  # noqa: S608  # names of our own tables


@dataclass(frozen=True)
class Heat:
    """One question over the responses of a survey: `n` of them touched it, `median_ms` in the middle; `revisions` and
    `hesitations` are sums."""

    n: int = 0
    median_ms: int = 0
    revisions: int = 0
    hesitations: int = 0


@dataclass(frozen=True)
class Frame:
    """A moment of the replay: `state` is what the question holds after it, in words; lengths for texts.

    `mark` is what the time line shows: change, revision, hesitation, paste, away, back, idle or "".
    """

    at: int
    kind: Kind
    question: str
    state: str = ""
    length: int | None = None
    mark: str = ""
    ms: int = 0


@dataclass(frozen=True)
class ReplayedQuestion:
    name: str
    title: str
    type: str
    is_private: bool
    dwell_ms: int
    revisions: int
    hesitations: int
    heat: Heat


@dataclass(frozen=True)
class Replay:
    """`problem` says why there is nothing to replay: missing, malformed or too_large."""

    questions: tuple[ReplayedQuestion, ...]
    frames: tuple[Frame, ...]
    reading: Reading
    problem: str
    level: int


@dataclass
class _State:
    """What one question holds while the events go by."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)


def replay_of(response: Response, *, heat: Mapping[str, Heat]) -> Replay:
    """The response as it happened. Two queries, none when the definition and the trajectory were read before."""
    noted, _row = noted_trajectory(response)
    definition = published_definition(response.version_id)
    reading = reading_of(response, noted)
    language = response.language or definition.language
    return Replay(
        questions=tuple(_questions(response, definition, reading, heat, language)),
        frames=tuple(_frames(noted, reading, definition, language)),
        reading=reading,
        problem=noted.problem,
        level=noted.level,
    )


def question_heat(survey_id: UUID, *, department_ids: Iterable[UUID] | None) -> dict[str, Heat]:
    """By question, over the newest responses of these departments (None: of all) that count. One query."""
    departments = None if department_ids is None else [str(each) for each in department_ids]
    with connection.cursor() as cursor:
        values = {
            "organization": str(require_organization_id()),
            "survey": str(survey_id),
            "departments": departments,
            "newest": NEWEST,
        }
        cursor.execute(_HEAT, values)
        return {name: Heat(n, round(middle), changes, rests) for name, n, middle, changes, rests in cursor.fetchall()}


def readings_of(responses: Sequence[Response]) -> dict[UUID, Reading]:
    """By response id, of those with a readable trajectory. One query."""
    rows = Trajectory.objects.filter(response_id__in=[response.pk for response in responses], problem="")
    stored = dict(rows.values_list("response_id", "events"))
    return {
        response.pk: reading_of(response, from_bytes(bytes(stored[response.pk])))
        for response in responses
        if response.pk in stored
    }


def _questions(
    response: Response, definition: Definition, reading: Reading, heat: Mapping[str, Heat], language: str
) -> Iterable[ReplayedQuestion]:
    hesitations = reading.hesitation_counts
    for name in shown_names(response):
        question = definition.question(name.partition("@")[0])
        if question is None or not QUESTION_TYPES[question.type].is_asked:
            continue
        found = reading.questions.get(name)
        yield ReplayedQuestion(
            name=name,
            title=question.text("title", language),
            type=question.type,
            is_private=QUESTION_TYPES[question.type].is_private,
            dwell_ms=found.dwell_ms if found else 0,
            revisions=found.revisions if found else 0,
            hesitations=hesitations.get(name, 0),
            heat=heat.get(name, Heat()),
        )


def _frames(noted: Noted, reading: Reading, definition: Definition, language: str) -> Iterable[Frame]:
    states: dict[str, _State] = {}
    hesitated = {(each.name, each.at + each.ms): each.ms for each in reading.hesitations}
    gone = 0
    for event in noted.events:
        if event.kind is Kind.AWAY:
            gone = event.at
        question = definition.question(event.name.partition("@")[0]) if event.name else None
        if question is None and event.name and event.kind is not Kind.PAGE:
            # The page of another survey may have sent it; it is no question of this one.
            continue
        ms = event.number if event.kind is Kind.IDLE else event.at - gone if event.kind is Kind.RETURN else 0
        if question is None:
            yield Frame(event.at, event.kind, event.name, mark=_MARKS.get(event.kind, ""), ms=ms)
            continue
        state = states.setdefault(event.name, _State())
        is_revision = _take(state, event)
        wait = hesitated.pop((event.name, event.at), 0)
        mark = "revision" if is_revision else "hesitation" if wait else _MARKS.get(event.kind, "")
        is_private = QUESTION_TYPES[question.type].is_private
        yield Frame(
            at=event.at,
            kind=event.kind,
            question=event.name,
            state="" if is_private else _words(state, question, language),
            length=None if is_private else _length(state, event),
            mark=mark,
            ms=wait,
        )


_MARKS = {
    Kind.CHOOSE: "change", Kind.TICK: "change", Kind.TEXT: "change", Kind.PASTE: "paste", Kind.AWAY: "away",
    Kind.BACK: "back", Kind.IDLE: "idle",
}  # fmt: skip


def _take(state: _State, event: Event) -> bool:
    """Bring the state up to date; True when an answer was taken back or put in the place of another."""
    held = state.fields.get(event.field, [])
    if event.kind is Kind.CHOOSE:
        state.fields[event.field] = [event.value]
        return bool(held) and held != [event.value]
    if event.kind is Kind.TICK:
        kept = [value for value in held if value != event.value]
        state.fields[event.field] = kept if event.is_off else [*kept, event.value]
        return event.is_off
    if event.kind is Kind.TEXT:
        before = state.lengths.get(event.field, 0)
        state.lengths[event.field] = event.number
        return event.number < before
    return False


def _length(state: _State, event: Event) -> int | None:
    if event.kind is Kind.PASTE:
        return event.number
    return sum(state.lengths.values()) if state.lengths else None


def _words(state: _State, question: Question, language: str) -> str:
    """The labels of what is held; of a table, with the row in front."""
    labels = {
        choice.id: choice.text.get(language) or choice.text.get(question.language, "")
        for choices in (question.columns, question.options, question.rows)
        for choice in choices
    }

    def label(value: str) -> str:
        return labels.get(value, value)

    parts = []
    for place, values in state.fields.items():
        said = ", ".join(label(value) for value in values if value)
        row = ".".join(label(part) for part in place.strip(".").split(".")) if place.strip(".") else ""
        if said:
            parts.append(f"{row}: {said}" if row else said)
    return "; ".join(parts)
