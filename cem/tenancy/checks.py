"""Refuses to serve people with a database role that row-level security does not bind."""

from typing import Any

from django.apps import apps
from django.core.checks import Error, Tags, register
from django.db import connections

from cem.tenancy.models import TenantModel


class UnsafeRoleError(RuntimeError):
    """The database role of this process could see every organisation."""


def role_problems(alias: str = "default") -> list[str]:
    """Why the current role of the connection is unsafe; an empty list when it is bound by row-level security."""
    tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, TenantModel)]
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, superuser, bypass = cursor.fetchone()
        cursor.execute(
            """SELECT count(*) FILTER (WHERE pg_has_role(relowner, 'USAGE')),
                      count(*) FILTER (WHERE has_table_privilege(oid, 'TRUNCATE'))
               FROM pg_class WHERE relname = ANY(%s) AND relnamespace = 'public'::regnamespace""",
            [tables],
        )
        owned, truncatable = cursor.fetchone()
    problems = []
    if superuser:
        problems.append(f"the role {role} is a superuser")
    if bypass:
        problems.append(f"the role {role} has BYPASSRLS")
    if owned:
        problems.append(f"the role {role} owns {owned} tenant tables")
    if truncatable:
        problems.append(f"the role {role} may TRUNCATE {truncatable} tenant tables")
    return problems


def assert_safe_role() -> None:
    """Called where a web process, worker or relay starts."""
    problems = role_problems()
    if problems:
        raise UnsafeRoleError("DATABASE_URL must name the application role: " + "; ".join(problems))


@register(Tags.database)
def check_role(databases: Any = None, **kwargs: Any) -> list[Error]:
    if not databases or "default" not in databases:
        return []
    hint = "Give the processes cem_app (DATABASE_URL); only migrations use cem_owner (DATABASE_OWNER_URL)."
    return [Error(problem, hint=hint, id="tenancy.E001") for problem in role_problems()]
