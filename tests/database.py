"""Makes the databases of the test run."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from cem.embedded import GRANTS_SQL

BASE_DIR = Path(__file__).resolve().parent.parent


@contextmanager
def make_test_database(worker: str) -> Iterator[str]:
    """A fresh copy of the migrated template; both connections of Django point to it while the context lasts."""
    template = _template()
    # The process id lets two runs of the suite use the same server.
    name = f"test_{worker}_{os.getpid()}"
    _owner_sql(
        "postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{template}"'
    )
    _point_to(name)
    _sabotage(name)
    try:
        yield name
    finally:
        connections.close_all()
        _owner_sql("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


# What tests/isolation/test_drill.py breaks on purpose, to see that the isolation suite notices.
SABOTAGE = {
    "policy": "DROP POLICY tenant ON surveys_response; ALTER TABLE surveys_response DISABLE ROW LEVEL SECURITY",
    "loose_policy": "ALTER POLICY tenant ON actions_ticket USING (true)",
    "key": "ALTER TABLE surveys_response DROP CONSTRAINT surveys_response_survey_id_tenant",
    "superuser": "",
}


def _sabotage(name: str) -> None:
    kind = os.environ.get("CEM_TEST_SABOTAGE")
    if not kind:
        return
    if kind == "superuser":
        connections["default"].close()
        connections["default"].settings_dict["USER"] = "postgres"
    else:
        _owner_sql(name, SABOTAGE[kind])


def truncate_everything() -> None:
    tables = ", ".join(f'"{model._meta.db_table}"' for model in apps.get_models())
    _owner_sql(connections["owner"].settings_dict["NAME"], f"TRUNCATE {tables} CASCADE")


def _template() -> str:
    """The name of a database with all migrations applied, made when a migration has changed."""
    digest = hashlib.sha256(GRANTS_SQL.read_bytes())
    for path in sorted(BASE_DIR.glob("*/migrations/*.py")) + sorted(BASE_DIR.glob("cem/*/migrations/*.py")):
        digest.update(path.read_bytes())
    digest.update((BASE_DIR / "cem/tenancy/operations.py").read_bytes())
    name = f"template_{digest.hexdigest()[:16]}"
    with (Path(settings.VAR_DIR) / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _exists(name):
            making = f"{name}_making"
            _owner_sql("postgres", f'DROP DATABASE IF EXISTS "{making}" WITH (FORCE)', f'CREATE DATABASE "{making}"')
            _owner_sql(making, GRANTS_SQL.read_text())
            _point_to(making)
            call_command("migrate", database="owner", verbosity=0)
            connections.close_all()
            _owner_sql("postgres", f'ALTER DATABASE "{making}" RENAME TO "{name}"')
    return name


def _exists(name: str) -> bool:
    with closing(_connect("postgres")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _point_to(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _owner_sql(database: str, *statements: str) -> None:
    with closing(_connect(database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _connect(database: str) -> psycopg2.extensions.connection:
    owner = connections["owner"].settings_dict
    return psycopg2.connect(
        dbname=database,
        user=owner["USER"],
        password=owner["PASSWORD"] or None,
        host=owner["HOST"],
        port=owner["PORT"] or None,
    )
