"""What the database itself says of its protection; each function returns a list of problems."""

from django.db import connection

from cem.tenancy.models import TenantForeignKey, TenantModel
from cem.tenancy.operations import POLICY, constraint_name

EXPRESSION = "(organization_id = ( SELECT cem_current_organization() AS cem_current_organization))"


def protection_problems(model: type[TenantModel]) -> list[str]:
    table = model._meta.db_table
    problems = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [table])
        if cursor.fetchone() != (True, True):
            problems.append(f"{table}: row-level security is not enabled and forced")
        cursor.execute(
            "SELECT policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies WHERE tablename = %s",
            [table],
        )
        if cursor.fetchall() != [(POLICY, "PERMISSIVE", "{public}", "ALL", EXPRESSION, EXPRESSION)]:
            problems.append(f"{table}: its policy is not the one of every tenant table")
    return problems


def key_problems(model: type[TenantModel]) -> list[str]:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass", [table]
        )
        constraints = dict(cursor.fetchall())
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [table])
        indexes = dict(cursor.fetchall())
    problems = []
    if constraints.get(constraint_name(table, "id")) != "UNIQUE (organization_id, id)":
        problems.append(f"{table}: no (organization_id, id) key")
    for field in model._meta.local_fields:
        target = field.remote_field.model if field.remote_field else None
        if target is None or not issubclass(target, TenantModel):
            continue
        expected = (
            f"FOREIGN KEY (organization_id, {field.column}) REFERENCES {target._meta.db_table}(organization_id, id) "
            "DEFERRABLE INITIALLY DEFERRED"
        )
        if not isinstance(field, TenantForeignKey) or constraints.get(constraint_name(table, field.column)) != expected:
            problems.append(f"{table}.{field.column}: no composite foreign key")
    for name, definition in indexes.items():
        columns = definition[definition.index("(") + 1 :]
        # The primary key, and Django's own index of a reference, which only the owner's cascades use.
        if name.endswith("_pkey") or columns.startswith("organization_id"):
            continue
        if columns.rstrip(")") not in {field.column for field in model._meta.local_fields if field.remote_field}:
            problems.append(f"{table}: index {name} does not start with the organisation")
    return problems


def view_problems() -> list[str]:
    """Views that would read tenant tables with another role's rights; materialized views ignore the policies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT matviewname FROM pg_matviews WHERE schemaname = 'public'")
        problems = [f"materialized view {name}" for (name,) in cursor.fetchall()]
        cursor.execute(
            """SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace
               AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false)"""
        )
        problems += [f"view {name} is not security_invoker" for (name,) in cursor.fetchall()]
    return problems
