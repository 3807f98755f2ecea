"""Opens tickets for scores that an alert rule catches."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from actions.domain.due import due_at
from actions.domain.masking import mask_contacts
from actions.domain.matching import Rule, Score, winning_rule
from actions.domain.titles import ticket_title
from actions.enums import TicketEventKind
from actions.models import AlertRule, Ticket, TicketCounter
from actions.selectors.assignees import department_path
from actions.selectors.voices import ticket_voice
from actions.services.steps import note_step
from cem.accounts.access import Actor
from cem.audit.services import record_audit
from cem.events.outbox import record_event

METRIC_NAMES = {"nps": "NPS", "csat": "CSAT", "ces": "CES"}


@dataclass(frozen=True)
class ScoredResponse:
    """A response whose score is known; the event `response.scored` in typed form."""

    response: UUID
    survey: UUID
    department: UUID
    metric: str
    score: int


@transaction.atomic
def open_ticket(*, actor: Actor, scored: ScoredResponse) -> Ticket | None:
    """Open the ticket of a response when a rule matches its score; records `ticket.opened`.

    Returns None when no rule matches. A response has one ticket: a second call, also at the same time, returns the
    first one and changes nothing. Numbers have no gaps within an organisation.
    """
    rule = _rule_for(scored)
    if rule is None:
        return None
    counter = _locked_counter()
    # Only now: whoever held the counter before may have opened the same ticket.
    existing: Ticket | None = Ticket.objects.filter(response_id=scored.response).first()
    if existing is not None:
        return existing
    counter.last_number += 1
    counter.save(update_fields=["last_number"])
    ticket = _create(scored, rule, number=counter.last_number, now=timezone.now())
    note_step(
        actor=actor,
        ticket=ticket,
        kind=TicketEventKind.OPENED,
        rule=str(rule.id),
        rule_name=rule.name,
        metric=scored.metric,
        score=scored.score,
    )
    record_event("ticket.opened", {"ticket": str(ticket.id)})
    record_audit(actor=actor, action="ticket.opened", target=ticket, changes={"rule": rule.name, "score": scored.score})
    return ticket


def _rule_for(scored: ScoredResponse) -> AlertRule | None:
    enabled = {rule.id: rule for rule in AlertRule.objects.filter(is_enabled=True, metric=scored.metric)}
    if not enabled:
        return None
    score = Score(scored.metric, scored.score, scored.survey, department_path(scored.department))
    won = winning_rule((_plain(rule) for rule in enabled.values()), score)
    return enabled[won.id] if won else None


def _plain(rule: AlertRule) -> Rule:
    return Rule(
        id=rule.id,
        metric=rule.metric,
        maximum_score=rule.maximum_score,
        created_at=rule.created_at,
        survey=rule.survey_id,
        department=rule.department_id,
    )


def _locked_counter() -> TicketCounter:
    TicketCounter.objects.bulk_create([TicketCounter()], ignore_conflicts=True)
    counter: TicketCounter = TicketCounter.objects.select_for_update().get()
    return counter


def _create(scored: ScoredResponse, rule: AlertRule, *, number: int, now: datetime) -> Ticket:
    # Titles stand in lists, mails and logs, where nobody's number belongs.
    comment = mask_contacts(ticket_voice(scored.response).comment)
    score_words = f"{METRIC_NAMES.get(scored.metric, scored.metric)} {scored.score}"
    ticket: Ticket = Ticket.objects.create(
        number=number,
        title=ticket_title(score_words, comment),
        department_id=scored.department,
        rule=rule,
        response_id=scored.response,
        survey_id=scored.survey,
        score=scored.score,
        opened_at=now,
        updated_at=now,
        due_at=due_at(now, rule.hours_to_resolve),
    )
    return ticket
