"""Responses with a score, alert rules, tickets."""

import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils import timezone

from actions.enums import TicketEventKind, TicketStatus
from actions.models import AlertRule, Ticket, TicketCounter, TicketEvent
from cem.accounts.enums import Role
from cem.events.models import Event
from cem.events.outbox import record_event
from cem.privacy import encrypt
from surveys.enums import SurveyStatus
from surveys.models import Collector, Response, Survey, SurveyVersion
from tests.factories.accounts import Tenant

TEMPLATE = Path(__file__).resolve().parents[2] / "surveys" / "templates_library" / "nps.json"
PHONE = "13812345678"


@cache
def nps_definition() -> str:
    return json.dumps(json.loads(TEMPLATE.read_text(encoding="utf-8"))["definition"])


def make_survey(tenant: Tenant, title: str = "门店回访") -> Survey:
    definition = json.loads(nps_definition())
    with tenant.context():
        survey = Survey.objects.create(title=title, status=SurveyStatus.PUBLISHED, draft=definition)
        SurveyVersion.objects.create(survey=survey, number=1, definition=definition)
        return survey


def make_response(
    tenant: Tenant,
    *,
    survey: Survey | None = None,
    score: int = 3,
    reason: str = "物流太慢，等了一周",
    department: str = "上海店",
    contact: bool = True,
) -> Response:
    """A completed response as surveys stores it; nothing has been told to the other apps."""
    survey = survey or make_survey(tenant)
    with tenant.context():
        collector, _ = Collector.objects.get_or_create(
            survey=survey,
            department=tenant.departments[department],
            defaults={"name": department, "token": uuid4().hex},
        )
        answers = {"nps": score, **({"reason": reason} if reason else {})}
        if contact:
            answers["contact"] = {"agreed": True, "text_version": "1"}
        person = {"contact": {"name": "王小雨", "phone": PHONE}}
        hidden = encrypt(person, organization_id=tenant.id) if contact else ""
        return Response.objects.create(
            survey=survey,
            version=survey.versions.get(),
            collector=collector,
            department=collector.department,
            idempotency_key=uuid4().hex,
            answers=answers,
            private=hidden,
            language="zh-hans",
        )


def record_scored(tenant: Tenant, response: Response) -> Event:
    """What insights says once it has counted the response."""
    score = response.answers["nps"]
    with tenant.context():
        return record_event(
            "response.scored",
            {
                "response": str(response.id),
                "survey": str(response.survey_id),
                "collector": str(response.collector_id),
                "department": str(response.department_id),
                "metric": "nps",
                "score": score,
                "group": "detractor" if score <= 6 else "passive" if score <= 8 else "promoter",
                "occurred_at": response.submitted_at.isoformat(),
            },
        )


def make_rule(tenant: Tenant, *, department: str = "", **fields: Any) -> AlertRule:
    with tenant.context():
        place = tenant.departments[department] if department else None
        return AlertRule.objects.create(**{"name": "6 分及以下", "department": place, **fields})


def make_ticket(
    tenant: Tenant,
    *,
    department: str = "上海店",
    status: str = TicketStatus.NEW,
    response: Response | None = None,
    assignee: Role | None = None,
    due: timedelta = timedelta(hours=40),
    opened_at: datetime | None = None,
    title: str = "NPS 3 · 物流太慢",
    score: int = 3,
) -> Ticket:
    """A ticket of any status with the step that opened it; `due` is counted from now and may be negative."""
    now = timezone.now()
    finished = status in {TicketStatus.RESOLVED, TicketStatus.CLOSED}
    with tenant.context():
        counter, _ = TicketCounter.objects.get_or_create()
        counter.last_number += 1
        counter.save()
        ticket = Ticket.objects.create(
            number=counter.last_number,
            title=title,
            score=score,
            status=status,
            department=tenant.departments[department],
            assignee=tenant.memberships[assignee] if assignee else None,
            response_id=response.id if response else None,
            survey_id=response.survey_id if response else None,
            opened_at=opened_at or now,
            due_at=now + due,
            cause="logistics" if finished else "",
            resolution="已补发" if finished else "",
            resolved_at=now if finished else None,
            closed_at=now if status == TicketStatus.CLOSED else None,
        )
        TicketEvent.objects.create(ticket=ticket, kind=TicketEventKind.OPENED, actor_label="system")
        return ticket
