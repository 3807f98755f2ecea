"""Ten thousand hostile submissions: no server error, and no row that should not be there."""

from collections import Counter
from typing import Any

import pytest
from django.core.cache import cache
from jsonschema import Draft202012Validator
from rest_framework.test import APIRequestFactory

from surveys.api.client import ClientAttempt, ClientResponses, ClientThrottle
from surveys.domain.definition import survey_schema
from surveys.domain.questions import QUESTION_TYPES
from surveys.models import Attempt, Response, SurveyVersion
from surveys.selectors.definitions import published_program
from tests.factories.accounts import Tenant, World
from tests.factories.respondents import definition, live, new_key, question
from tests.factories.surveys import LiveSurvey, department_link
from tests.surveys.hostile import Shot, every_type, shots

BATCHES, BATCH = 10, 1000
RAW = every_type()
# Masks stand among the answers, and files are named by ids of their own.
SHARED = {"$defs": survey_schema()["$defs"]}
SCHEMAS = {name: Draft202012Validator({**SHARED, **kind.answer_schema}) for name, kind in QUESTION_TYPES.items()}
UNLIKE_THE_SCHEMA = {"phone", "email", "id_number", "consent_contact", "hidden", "calculated"}


def call(shot: Shot, key: str) -> Any:
    """As the address does it, without what stands before it."""
    factory = APIRequestFactory()
    if shot.saves:
        request = factory.put("/x", shot.body, content_type=shot.content_type)
        answer = ClientAttempt.as_view()(request, key=key)
    else:
        answer = ClientResponses.as_view()(factory.post("/x", shot.body, content_type=shot.content_type))
    return answer.render()


def rows(tenant: Tenant) -> int:
    with tenant.context():
        return Response.objects.count()


@pytest.fixture
def target(world: World, monkeypatch) -> tuple[list[str], list[str], LiveSurvey]:
    cache.clear()
    monkeypatch.setattr(ClientThrottle, "THROTTLE_RATES", {"client": None})
    survey = live(world.ours, RAW, "靶子")
    shop = department_link(world.ours, survey.survey, "上海店")
    other = live(world.ours, definition([question("other", "long_text", required=True)]), "别的")
    theirs = live(world.theirs, definition([question("other", "long_text", required=True)]), "别家的")
    return [survey.token, shop.token], [other.token, theirs.token], survey


@pytest.mark.parametrize("batch", range(BATCHES))
def test_hostile_submissions_leave_only_sound_rows(world: World, target, batch: int):
    tokens, strangers, survey = target
    before, key = rows(world.ours), new_key(world.ours, survey)
    statuses: Counter[int] = Counter()
    accepted: set[str] = set()
    for shot in shots(RAW, tokens, strangers, BATCH, seed=batch):
        answer = call(shot, key)
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, shot
        if answer.status_code == 201:
            accepted.add(answer.data["id"])
        elif answer.status_code >= 400:
            assert answer.data["code"], shot
    assert rows(world.ours) - before == len(accepted)
    assert rows(world.theirs) == 0
    # Some hit, or the rest proves nothing; most do not.
    assert 0 < len(accepted) < BATCH / 2
    assert set(statuses) <= {200, 201, 400, 403, 404, 409, 410, 413, 415, 422}
    with world.ours.context():
        version = SurveyVersion.objects.get(survey=survey.survey)
        for response in Response.objects.all():
            assert str(response.pk) in accepted
            check(response, version)
        assert Attempt.objects.filter(survey=survey.survey).count() <= 1


def check(response: Response, version: SurveyVersion) -> None:
    """A row that was taken holds sound answers to questions that were shown, and nothing else."""
    program = published_program(version.pk)
    assert response.version_id == version.pk
    shown = {name for _page, names in response.path for name in names}
    made = {key for key, asked in program.by_key.items() if asked.mode in {"hidden", "calculated"}}
    assert set(response.answers) <= shown | made
    assert "never" not in response.answers
    for name, value in response.answers.items():
        question = program.by_key[name.partition("@")[0]].question
        if question.type not in UNLIKE_THE_SCHEMA:
            errors = list(SCHEMAS[question.type].iter_errors(value))
            assert not errors, (name, value, errors)
    assert "13800138000" not in str(response.answers.get("phone"))
