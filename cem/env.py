"""The only module that reads the environment. Every name here is listed in `.env.example`."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent


class InvalidVariableError(ValueError):
    """A variable holds something that cannot be understood; the message names the variable."""


def _load_dotenv(path: Path) -> None:
    """Take `NAME=value` lines as defaults; what the shell has set wins."""
    if not path.is_file():
        return
    for raw in path.read_text(encoding="utf-8").splitlines():
        line = raw.strip()
        if line and not line.startswith("#") and "=" in line:
            name, _, value = line.partition("=")
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def text(name: str, default: str = "") -> str:
    return os.environ.get(name) or default


def integer(name: str, default: int) -> int:
    raw = os.environ.get(name)
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError:
        raise InvalidVariableError(f"{name} must be a whole number, not {raw!r}") from None


def boolean(name: str, *, default: bool) -> bool:
    raw = (os.environ.get(name) or "").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise InvalidVariableError(f"{name} must be true or false, not {raw!r}")


def names(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database(url: str) -> dict[str, object]:
    """Django's settings for a `postgresql://user:password@host:port/name?option=value` address.

    A `host` option names the directory of a Unix socket.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise InvalidVariableError(f"a database address starts with postgresql://, not {parts.scheme!r}")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "cem.database",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


_load_dotenv(BASE_DIR / ".env")

ENVIRONMENT = text("CEM_ENV", "dev")
DEBUG = boolean("CEM_DEBUG", default=False)
DEMO = boolean("CEM_DEMO", default=True)
VAR_DIR = Path(text("CEM_VAR", str(BASE_DIR / "var"))).resolve()
DATABASE_URL = text("DATABASE_URL")
DATABASE_OWNER_URL = text("DATABASE_OWNER_URL")
REDIS_URL = text("REDIS_URL")
SECRET_KEY = text("CEM_SECRET_KEY")
DATA_KEY = text("CEM_DATA_KEY")
HOST = text("CEM_HOST", "127.0.0.1")
PORT = integer("CEM_PORT", 8000)
BASE_URL = text("CEM_BASE_URL", f"http://{'127.0.0.1' if HOST == '0.0.0.0' else HOST}:{PORT}")  # noqa: S104
ALLOWED_HOSTS = names("CEM_ALLOWED_HOSTS")
WEB_WORKERS = integer("CEM_WEB_WORKERS", 2)
WEB_THREADS = integer("CEM_WEB_THREADS", 8)
WORKER_PROCESSES = integer("CEM_WORKER_PROCESSES", 2)
TRUSTED_PROXIES = integer("CEM_TRUSTED_PROXIES", 0)
SECURE = boolean("CEM_SECURE", default=True)
PLACE_DATABASE = text("CEM_PLACE_DATABASE")
SCANNER = text("CEM_SCANNER")
SMS = text("CEM_SMS")
EMAIL_URL = text("EMAIL_URL")
EMAIL_FROM = text("CEM_EMAIL_FROM", "CEM <no-reply@localhost>")
