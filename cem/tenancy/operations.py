"""Migration operations that put a tenant table under the database's protection."""

from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation

from cem.tenancy.models import TenantForeignKey

POLICY = "tenant"
# The sub-select is evaluated once a statement; a bare call once a row.
POLICY_EXPRESSION = "(organization_id = (SELECT cem_current_organization()))"


def tenant_foreign_keys(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    return [field for field in model._meta.local_fields if isinstance(field, TenantForeignKey)]


def constraint_name(table: str, column: str) -> str:
    """At most 63 bytes, the length PostgreSQL keeps of a name."""
    return f"{table[:30]}_{column[:24]}_tenant"


class TenantTable(Operation):
    """Row-level security, the (organization_id, id) key, and a composite constraint per reference of a new table."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that Django's model state describes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        table = model._meta.db_table
        schema_editor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        schema_editor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        schema_editor.execute(
            f'CREATE POLICY {POLICY} ON "{table}" USING {POLICY_EXPRESSION} WITH CHECK {POLICY_EXPRESSION}'
        )
        schema_editor.execute(
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{constraint_name(table, "id")}" UNIQUE (organization_id, id)'
        )
        for field in tenant_foreign_keys(model):
            _add_composite_key(schema_editor, model, field)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = from_state.apps.get_model(app_label, self.model)
        table = model._meta.db_table
        for field in tenant_foreign_keys(model):
            _drop_composite_key(schema_editor, model, field)
        schema_editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{constraint_name(table, "id")}" CASCADE')
        schema_editor.execute(f'DROP POLICY {POLICY} ON "{table}"')
        schema_editor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        schema_editor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')

    def describe(self) -> str:
        return f"Put {self.model} under tenant isolation"


class TenantKey(Operation):
    """The composite constraint of one reference that is added to a table that exists."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str, field: str) -> None:
        self.model = model
        self.field = field

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that Django's model state describes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        _add_composite_key(schema_editor, model, model._meta.get_field(self.field))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = from_state.apps.get_model(app_label, self.model)
        _drop_composite_key(schema_editor, model, model._meta.get_field(self.field))

    def describe(self) -> str:
        return f"Tie {self.model}.{self.field} to its organisation"


class AppendOnly(Operation):
    """Takes from the application role the right to change or delete rows of a table."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that Django's model state describes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(f'REVOKE UPDATE, DELETE ON "{table}" FROM cem_app')

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(f'GRANT UPDATE, DELETE ON "{table}" TO cem_app')

    def describe(self) -> str:
        return f"Make {self.model} append-only"


def _add_composite_key(schema_editor: Any, model: Any, field: Any) -> None:
    table, target = model._meta.db_table, field.remote_field.model._meta.db_table
    schema_editor.execute(
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{constraint_name(table, field.column)}" '
        f'FOREIGN KEY (organization_id, "{field.column}") REFERENCES "{target}" (organization_id, id) '
        "DEFERRABLE INITIALLY DEFERRED"
    )


def _drop_composite_key(schema_editor: Any, model: Any, field: Any) -> None:
    name = constraint_name(model._meta.db_table, field.column)
    schema_editor.execute(f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{name}"')
