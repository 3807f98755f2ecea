import pytest
from django.db import connection

from cem.accounts.models import Department
from cem.tenancy.context import NoTenantError, tenant_context
from tests.factories.accounts import World


def test_tests_run_as_the_application_role(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("cem_app",)


def test_department_outside_a_context_raises(world: World):
    with pytest.raises(NoTenantError):
        Department.objects.count()


def test_department_of_another_organization_is_invisible(world: World):
    with tenant_context(world.ours.id):
        assert Department.objects.count() == 6
        assert not Department.objects.filter(pk=world.theirs.departments["总部"].pk).exists()
