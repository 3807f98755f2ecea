"""Every model is classified, and what is a tenant model is protected by the database."""

import pytest
from django.apps import apps
from django.db import connection

from cem.tenancy.catalogue import GLOBAL_MODELS
from cem.tenancy.checks import role_problems
from cem.tenancy.models import TenantManager, TenantModel
from tests.isolation.database_facts import key_problems, protection_problems, view_problems
from tests.isolation.rows import tenant_models

every_tenant_model = pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)


def test_every_model_is_a_tenant_model_or_global_for_a_reason():
    unprotected = {model._meta.label for model in apps.get_models() if not issubclass(model, TenantModel)}

    assert unprotected == set(GLOBAL_MODELS)
    assert all(GLOBAL_MODELS.values())


@every_tenant_model
def test_table_has_forced_row_level_security_and_exactly_the_policy(db, model):
    assert protection_problems(model) == []


@every_tenant_model
def test_keys_of_the_table_start_with_the_organization(db, model):
    assert key_problems(model) == []


@every_tenant_model
def test_default_manager_is_the_tenant_manager(model):
    assert isinstance(model.objects, TenantManager)
    assert isinstance(model._default_manager, TenantManager)


def test_no_view_reads_past_the_policies(db):
    assert view_problems() == []


def test_the_role_of_the_tests_is_bound_by_the_policies(db):
    assert role_problems() == []


def test_the_role_of_the_tests_is_the_application_role(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("cem_app",)


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_owner_role_would_be_refused():
    assert role_problems("owner")[0] == "the role cem_owner has BYPASSRLS"
