"""For every tenant model: what code that forgot the organisation would see and could change. Nothing."""

from contextlib import contextmanager

import pytest
from django.db import Error, connection, transaction

from cem.tenancy.context import NoTenantError, tenant_context
from tests.factories.accounts import World
from tests.isolation.rows import RowMaker, tenant_models

# An append-only table refuses before its policy is asked.
REFUSED = r"row-level security|permission denied"

every_tenant_model = pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.label)


@pytest.fixture
def pair(world: World, model):
    """A row of ours and a row of theirs."""
    rows = []
    for tenant in (world.ours, world.theirs):
        with tenant.context():
            rows.append(RowMaker(tenant).row(model))
    return rows


@contextmanager
def append_only_may_refuse():
    try:
        yield
    except Error as error:
        if "permission denied" not in str(error):
            raise


def visible_ids(model, statement: str = "SELECT id FROM {}") -> set:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(model._meta.db_table))
        return {row[0] for row in cursor.fetchall()}


@every_tenant_model
def test_reads_without_a_filter_give_own_rows_only(world: World, model, pair):
    ours, theirs = pair

    with world.ours.context():
        for ids in (
            set(model.objects.values_list("pk", flat=True)),
            set(model._base_manager.values_list("pk", flat=True)),
            set(model.all_tenants.values_list("pk", flat=True)),
            visible_ids(model),
        ):
            assert ours.pk in ids
            assert theirs.pk not in ids
        assert not model._base_manager.filter(pk=theirs.pk).exists()
        with pytest.raises(model.DoesNotExist):
            theirs.refresh_from_db()


@every_tenant_model
def test_writes_to_a_foreign_row_change_nothing(world: World, model, pair):
    _, theirs = pair
    table = model._meta.db_table

    with world.ours.context():
        for statement in (
            f"UPDATE {table} SET organization_id = organization_id WHERE id = %s",
            f"DELETE FROM {table} WHERE id = %s",
        ):
            with connection.cursor() as cursor, append_only_may_refuse(), transaction.atomic():
                cursor.execute(statement, [theirs.pk])
                assert cursor.rowcount == 0

    with world.theirs.context():
        assert model.objects.filter(pk=theirs.pk).exists()


@every_tenant_model
def test_insert_for_another_organization_is_refused(world: World, model, pair):
    with world.ours.context():
        values = RowMaker(world.ours).values(model)
        before = model.objects.count()

        with pytest.raises(Error, match=REFUSED), transaction.atomic():
            model._base_manager.create(**values, organization_id=world.theirs.id)

        assert model.objects.count() == before


@every_tenant_model
def test_moving_an_own_row_to_another_organization_is_refused(world: World, model, pair):
    ours, _ = pair

    with world.ours.context():
        with pytest.raises(Error, match=REFUSED), transaction.atomic():
            model._base_manager.filter(pk=ours.pk).update(organization_id=world.theirs.id)

        assert model.objects.filter(pk=ours.pk).exists()


@every_tenant_model
def test_reference_to_a_foreign_row_is_refused(world: World, model, pair):
    from cem.tenancy.operations import tenant_foreign_keys  # read here: the models are loaded

    ours, _ = pair
    for field in tenant_foreign_keys(model):
        with world.theirs.context():
            foreign = RowMaker(world.theirs).row(field.remote_field.model)
        with world.ours.context(), pytest.raises(Error, match=r"foreign key|permission denied"), transaction.atomic():
            refer(ours, field.attname, foreign)


def refer(row, attribute: str, target) -> None:
    """Point the row to another one, and have the database check it now."""
    type(row)._base_manager.filter(pk=row.pk).update(**{attribute: target.pk})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@every_tenant_model
def test_every_access_without_a_context_raises(world: World, model, pair):
    ours, _ = pair
    attempts = [
        model.objects.count,
        model.objects.create,
        lambda: list(model._base_manager.all()),
        lambda: list(model.all_tenants.all()),
        ours.refresh_from_db,
        ours.save,
        lambda: model._base_manager.filter(pk=ours.pk).delete(),
        lambda: visible_ids(model),
    ]
    for attempt in attempts:
        with pytest.raises((NoTenantError, Error)), transaction.atomic():
            attempt()


@every_tenant_model
def test_context_is_clean_after_success_and_failure(world: World, model, pair):
    with tenant_context(world.ours.id):
        model.objects.count()
    with pytest.raises(Error), transaction.atomic():
        visible_ids(model)

    with pytest.raises(RuntimeError), tenant_context(world.ours.id):
        raise RuntimeError
    with pytest.raises(Error), transaction.atomic():
        visible_ids(model)
