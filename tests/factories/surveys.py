"""Surveys, links and responses, made by the services."""

from dataclasses import dataclass
from typing import Any

from cem.accounts.enums import Role
from surveys.enums import Channel
from surveys.models import Collector, Response, Survey
from surveys.selectors.doors import door_detail, find_link
from surveys.services.collectors import create_collector
from surveys.services.publishing import publish_survey
from surveys.services.submissions import submit_response
from surveys.services.surveys import create_survey
from tests.factories.accounts import Tenant

CONTACT = {"agreed": True, "name": "王芳", "phone": "138 0013 8000"}


@dataclass
class LiveSurvey:
    survey: Survey
    collector: Collector

    @property
    def token(self) -> str:
        return self.collector.token

    @property
    def path(self) -> str:
        return f"/s/{self.token}"


def draft_survey(tenant: Tenant, title: str = "回访") -> Survey:
    with tenant.context():
        return create_survey(actor=tenant.actor(), template="nps", title=title)


def live_survey(tenant: Tenant, title: str = "回访") -> LiveSurvey:
    """Published once, with the link of the headquarters."""
    survey = draft_survey(tenant, title)
    with tenant.context():
        published = publish_survey(actor=tenant.actor(), survey_id=survey.pk)
    return LiveSurvey(published.survey, published.collector)


def department_link(tenant: Tenant, survey: Survey, department: str) -> Collector:
    with tenant.context():
        return create_collector(
            actor=tenant.actor(Role.OWNER),
            survey_id=survey.pk,
            department_id=tenant.departments[department].pk,
            channel=Channel.LINK,
        )


def answer(tenant: Tenant, collector: Collector, key: str = "", **answers: Any) -> Response:
    """One response that came in by a link; `answers` by question key."""
    link = find_link(collector.token)
    with tenant.context():
        door = door_detail(link)
        accepted = submit_response(door=door, answers=answers or {"nps": 9}, idempotency_key=key, language="zh-hans")
        return Response.objects.get(pk=accepted.response_id)
