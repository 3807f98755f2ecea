"""Runs the PostgreSQL and Valkey that ship as wheels, when no address of a real server is given.

Both listen on a Unix socket only and keep their data below the state directory. The first process that needs a server
starts it, the last one that used it stops it (`usage.py`); a process that is killed counts as gone.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import quote

from cem.embedded import postgres, usage, valkey
from cem.embedded.files import EmbeddedServerError
from cem.embedded.postgres import GRANTS_SQL, ROLES_SQL

__all__ = ["GRANTS_SQL", "ROLES_SQL", "EmbeddedServerError", "addresses", "broker_url", "secret"]

POSTGRES = "postgres"
VALKEY = "valkey"


def addresses(
    *, database_url: str, owner_url: str, redis_url: str, var_dir: Path, durable: bool = True
) -> tuple[str, str, str]:
    """The addresses of application database, owner database ("" when not given) and Redis.

    What is given is returned as it is; what is not is an embedded server, started if it does not run yet and kept
    running while this process lives.
    """
    if not database_url:
        with usage.lock(var_dir):
            usage.join(var_dir, POSTGRES, stop=postgres.stop)
            socket_dir = postgres.start(var_dir, durable=durable)
        database_url = postgres_url("cem_app", socket_dir)
        owner_url = owner_url or postgres_url("cem_owner", socket_dir)
    if not redis_url:
        with usage.lock(var_dir):
            usage.join(var_dir, VALKEY, stop=valkey.stop)
            redis_url = valkey_url(valkey.start(var_dir))
    return database_url, owner_url, redis_url


def postgres_url(user: str, socket_dir: Path) -> str:
    return f"postgresql://{user}@/{postgres.DATABASE}?host={quote(str(socket_dir), safe='/')}"


def valkey_url(socket: Path) -> str:
    return f"unix://{quote(str(socket), safe='/')}?db=0"


def broker_url(redis_url: str) -> str:
    """Celery's spelling of a Redis address. The broker keeps to a database of its own beside the cache's."""
    if redis_url.startswith("unix://"):
        path = redis_url.removeprefix("unix://").partition("?")[0]
        return f"redis+socket://{path}?virtual_host=1"
    return redis_url


def secret(var_dir: Path, name: str) -> str:
    """A random secret of this installation, made once and readable by its owner only."""
    path = var_dir / name
    with usage.lock(var_dir):
        if not path.exists() or not path.read_text().strip():
            # Written beside and moved: a process killed in between leaves no half of a secret.
            draft = path.with_name(f".{name}.new")
            draft.unlink(missing_ok=True)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
            draft.replace(path)
    return path.read_text().strip()
