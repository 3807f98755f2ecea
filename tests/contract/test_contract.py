"""Every operation of the document, called with what the document allows and with what it does not."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode

from cem.accounts.enums import ApiScope, Role
from cem.accounts.services.api_keys import create_api_key
from surveys.models import Collector
from tests.contract.document import CHECKS, operations, path_ids
from tests.factories.accounts import Tenant, World
from tests.isolation.routes import object_ids
from tests.isolation.rows import mark_of
from tests.isolation.test_routes import their_rows

OPERATIONS = operations()
WITH_IDS = [operation for operation in OPERATIONS if operation.path_parameters.items]
# Names of query parameters and body members that hold the id of an object.
REFERENCES = {"survey": "survey_id", "department": "department_id"}

bounded = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore")]


def label(operation: APIOperation) -> str:
    return operation.label


@pytest.fixture(autouse=True)
def one_transaction() -> Iterator[None]:
    """The end of a request would close the connection of the test; the budget of calls starts anew."""
    cache.clear()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def key_of(tenant: Tenant) -> dict[str, str]:
    with tenant.context():
        _, secret = create_api_key(actor=tenant.actor(Role.OWNER), name="contract", scopes=list(ApiScope))
    return {"Authorization": f"Bearer {secret}"}


def ids_of(tenant: Tenant) -> dict[str, Any]:
    ids = object_ids(tenant)
    with tenant.context():
        return {**ids, "token": Collector.objects.get().token, "key": "contract-0123456789abcdef", "number": 1}


def refer(case: Case, ids: dict[str, Any]) -> None:
    """Let the filters and members of the call that name an object name one of these."""
    for values in (case.query, case.body):
        if isinstance(values, dict):
            for name in REFERENCES.keys() & values.keys():
                values[name] = str(ids[REFERENCES[name]])
            if "link" in values:
                values["link"] = ids["token"]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", OPERATIONS, ids=label)
def test_answers_are_those_of_the_document(world: World, operation: APIOperation, mode: GenerationMode):
    ids, headers = ids_of(world.ours), key_of(world.ours)

    @bounded
    @given(case=operation.as_strategy(generation_mode=mode), aims=st.booleans())
    def run(case: Case, aims: bool) -> None:
        if aims:
            case.path_parameters = path_ids(operation, ids)
            refer(case, ids)
        case.validate_response(case.call(headers=headers), checks=CHECKS, headers=headers)

    run()


@pytest.mark.parametrize("operation", OPERATIONS, ids=label)
def test_ids_of_another_organization_lead_nowhere(world: World, operation: APIOperation):
    ids_of(world.ours)
    ids, headers = ids_of(world.theirs), key_of(world.ours)
    is_open = not operation.definition.raw["security"]
    before = their_rows(world.theirs)

    @bounded
    @given(case=operation.as_strategy())
    def run(case: Case) -> None:
        case.path_parameters = path_ids(operation, ids)
        refer(case, {**ids, "token": "unknown"})
        response = case.call(headers=headers)
        assert response.status_code < 500
        if operation in WITH_IDS and not is_open:
            assert response.status_code >= 400
        assert mark_of(world.theirs) not in response.text or is_open

    run()
    assert their_rows(world.theirs) == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=label)
def test_security_of_the_document_is_that_of_the_product(world: World, operation: APIOperation):
    ids = ids_of(world.ours)
    answers = []

    @settings(bounded, max_examples=2)
    @given(case=operation.as_strategy())
    def run(case: Case) -> None:
        case.path_parameters = path_ids(operation, ids)
        answers.append(case.call().status_code)

    run()
    assert (set(answers) == {401}) == bool(operation.definition.raw["security"])
