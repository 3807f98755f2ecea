"""Surveys for the tests of the respondent's page."""

from copy import deepcopy
from typing import Any

from surveys.domain.questions import QUESTION_TYPES
from surveys.services.publishing import publish_survey
from surveys.services.surveys import create_survey, edit_survey
from tests.factories.accounts import Tenant
from tests.factories.surveys import LiveSurvey

TEN = (
    "nps", "csat", "rating", "single", "multiple", "dropdown", "matrix_single", "long_text", "phone", "consent_contact",
)  # fmt: skip


def words(chinese: str, english: str) -> dict[str, str]:
    return {"zh-hans": chinese, "en": english}


def of_types(*names: str, per_page: int = 100, **envelope: Any) -> dict[str, Any]:
    """A survey with the examples of these types; nothing in it is drawn, so that all see the same."""
    questions = []
    for number, name in enumerate(names, 1):
        question = deepcopy(dict(QUESTION_TYPES[name].example)) | {"id": f"q{number}", "key": f"k{number}"}
        if name == "calculated":
            question["value"] = {"+": [1, 2]}
        questions.append({field: value for field, value in question.items() if field not in {"shuffle", "required"}})
    pages = [
        {"id": f"p{at}", "questions": questions[start : start + per_page]}
        for at, start in enumerate(range(0, len(questions), per_page), 1)
    ]
    return {
        "schema": 2,
        "language": "zh-hans",
        "title": words("满意度", "Satisfaction"),
        "pages": pages,
        "endings": [{"id": "end", "outcome": "complete", "title": words("谢谢", "Thank you")}],
        **envelope,
    }


def published(tenant: Tenant, definition: dict[str, Any]) -> LiveSurvey:
    with tenant.context():
        survey = create_survey(actor=tenant.actor(), template="nps", title="回访")
        edit_survey(actor=tenant.actor(), survey_id=survey.pk, revision=1, definition=definition)
        live = publish_survey(actor=tenant.actor(), survey_id=survey.pk)
    return LiveSurvey(live.survey, live.collector)
