"""Feedback that a partner's system sends: names become departments, and one bad row does not hold back the others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cem.accounts.access import Actor
from cem.accounts.selectors.departments import root_department
from cem.audit.services import record_audit
from insights.domain.intake.values import clean
from insights.enums import OWN_SURVEYS
from insights.services.feedback import FeedbackInput, record_feedback
from insights.services.import_rows import DepartmentFinder
from insights.services.import_run import foreign_source_ids
from insights.services.problems import problem_text, reserved_source_text

Errors = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Intake:
    """`errors` are by the index of the row in what was sent."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: dict[int, Errors] = field(default_factory=dict)


@transaction.atomic
def take_feedback(*, actor: Actor, rows: Sequence[tuple[int, dict[str, Any]]]) -> Intake:
    """Record rows of (index, values), values named as in FeedbackInput, `department` a code or name.

    A row without department goes to the headquarters. Rows of an unknown department, of one the actor does not see,
    from the future, or without readable text are refused, each by itself.
    """
    finder, root = DepartmentFinder(actor.department_ids), root_department().id
    errors: dict[int, Errors] = {}
    inputs: dict[int, FeedbackInput] = {}
    for index, values in rows:
        read = _input(dict(values), finder, root)
        if isinstance(read, FeedbackInput):
            inputs[index] = read
        else:
            errors[index] = read
    if actor.department_ids is not None:
        errors |= _not_theirs(inputs, actor.department_ids)
        inputs = {index: row for index, row in inputs.items() if index not in errors}
    recorded = record_feedback(rows=list(inputs.values()))
    if inputs:
        record_audit(actor=actor, action="feedback.received", changes={"rows": len(inputs)})
    return Intake(recorded.created, recorded.updated, recorded.unchanged, dict(sorted(errors.items())))


def _input(values: dict[str, Any], finder: DepartmentFinder, root: UUID) -> FeedbackInput | Errors:
    errors: Errors = {}
    for name in ("source", "source_id", "text", "author", "product", "touchpoint"):
        values[name] = clean(values.get(name) or "")
    for name in ("source", "source_id", "text"):
        if not values[name]:
            errors[name] = [problem_text("text.missing")]
    if values["source"] == OWN_SURVEYS:
        errors["source"] = [reserved_source_text()]
    moment = values.get("occurred_at")
    if moment is not None and moment > timezone.now():
        errors["occurred_at"] = [problem_text("date.future", {"value": moment.isoformat()})]
    name = clean(values.pop("department", None) or "")
    found = finder.find(name) if name else root
    if isinstance(found, str):
        return {**errors, "department": [problem_text(found, {"value": name[:50]})]}
    return errors or FeedbackInput(department_id=found, **values)


def _not_theirs(inputs: dict[int, FeedbackInput], within: frozenset[UUID]) -> dict[int, Errors]:
    errors: dict[int, Errors] = {}
    for source in {row.source for row in inputs.values()}:
        ids = [row.source_id for row in inputs.values() if row.source == source]
        foreign = set(foreign_source_ids(source, ids, within))
        for index, row in inputs.items():
            if (row.source == source and row.source_id in foreign) or row.department_id not in within:
                errors[index] = {"department": [problem_text("row.not_yours")]}
    return errors
