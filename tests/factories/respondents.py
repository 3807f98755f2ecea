"""Surveys made of a definition, and the visits of people who answer them."""

from contextlib import contextmanager
from typing import Any

from surveys.models import Survey
from surveys.selectors.doors import Door, door_detail, find_link
from surveys.services.publishing import publish_survey
from surveys.services.submissions import Accepted, submit_response
from surveys.services.visits import Visit, issue_key
from tests.factories.accounts import Tenant
from tests.factories.surveys import LiveSurvey


def words(text: str) -> dict[str, str]:
    return {"zh-hans": text}


def question(key: str, kind: str, **fields: Any) -> dict[str, Any]:
    return {"id": f"q_{key}", "key": key, "type": kind, "title": words(key), **fields}


def options(*ids: str) -> list[dict[str, Any]]:
    return [{"id": one, "text": words(one)} for one in ids]


def definition(*pages: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """A survey of these pages, each a list of questions."""
    return {
        "schema": 2,
        "language": "zh-hans",
        "title": words("回访"),
        "pages": [{"id": f"p{number}", "questions": page} for number, page in enumerate(pages, start=1)],
        "endings": [{"id": "done", "outcome": "complete", "title": words("谢谢")}],
        **fields,
    }


def live(tenant: Tenant, raw: dict[str, Any], title: str = "配额") -> LiveSurvey:
    """Published as the definition has it, with the link of the headquarters."""
    with tenant.context():
        survey = Survey.objects.create(title=title, draft=raw)
        published = publish_survey(actor=tenant.actor(), survey_id=survey.pk)
    return LiveSurvey(published.survey, published.collector)


def publish_again(tenant: Tenant, survey: LiveSurvey, raw: dict[str, Any]) -> None:
    with tenant.context():
        Survey.objects.filter(pk=survey.survey.pk).update(draft=raw)
        publish_survey(actor=tenant.actor(), survey_id=survey.survey.pk)


@contextmanager
def inside(tenant: Tenant, survey: LiveSurvey):
    """In the organisation, before the door of the survey."""
    link = find_link(survey.token)
    with tenant.context():
        yield door_detail(link)


def door_of(tenant: Tenant, survey: LiveSurvey) -> Door:
    with inside(tenant, survey) as door:
        return door


def new_key(tenant: Tenant, survey: LiveSurvey) -> str:
    with inside(tenant, survey) as door:
        return issue_key(door)


def hand_in(
    tenant: Tenant, survey: LiveSurvey, answers: Any, key: str = "", visit: Visit | None = None, **more: Any
) -> Accepted:
    """As a view does it."""
    with inside(tenant, survey) as door:
        return submit_response(door=door, answers=answers, idempotency_key=key, language="zh-hans", visit=visit, **more)
