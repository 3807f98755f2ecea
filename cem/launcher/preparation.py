"""What must be true before the first request: tables, message catalogues and static files up to date.

Each part is skipped when nothing has changed, so that a second start is quick.
"""

import hashlib
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import psycopg2

from cem import env
from cem.launcher import programs
from cem.launcher.refusals import LauncherError

# Files are prepared while the servers start; nothing is asked of these addresses.
NOWHERE = {"database_url": "postgresql://nobody@127.0.0.1:1/nothing", "redis_url": "redis://127.0.0.1:1/0"}


class Preparation:
    def __init__(self, var_dir: Path, *, check: Callable[[], None]) -> None:
        """`check` is called while a part takes its time; it raises when someone asked to stop."""
        self.run_dir = var_dir / "run"
        self.static_root = var_dir / "static"
        self.log_dir = var_dir / "log"
        self.check = check
        self._files: list[tuple[subprocess.Popen[bytes], str, Path, str]] = []

    def begin_files(self) -> None:
        """Start what needs no database, beside the start of the servers."""
        nowhere = programs.environment(**NOWHERE)
        catalogues = sorted(env.BASE_DIR.glob("locale/*/LC_MESSAGES/*.po"))
        mark = _digest_of_files(catalogues)
        compiled = all(path.with_suffix(".mo").exists() for path in catalogues)
        if not compiled or self._mark("messages") != mark:
            self._begin("messages", programs.manage("messages", "--compile"), nowhere, mark)
        mark = _digest_of_files([*_files_below(env.BASE_DIR / "static"), env.BASE_DIR / "requirements.lock"])
        if not (self.static_root / "staticfiles.json").exists() or self._mark("static") != mark:
            command = programs.manage("collectstatic", "--no-input", "--verbosity", "0")
            self._begin("static", command, nowhere, mark)

    def end_files(self) -> str:
        """Wait for what `begin_files` started; return what was done in words."""
        done = []
        for process, name, log, mark in self._files:
            self._wait(process, name, log)
            self._set_mark(name, mark)
            done.append({"messages": "translations compiled", "static": "static files collected"}[name])
        self._files.clear()
        return ", ".join(done) or "up to date"

    def migrate(self, *, database_url: str, owner_url: str, redis_url: str) -> str:
        """Bring the tables to this version, as the owner; return what was done in words."""
        if not owner_url:
            return "left alone (DATABASE_OWNER_URL is not given)"
        if self._mark("migrations") == _migrations_digest(owner_url):
            return "up to date"
        environment = programs.environment(database_url=database_url, owner_url=owner_url, redis_url=redis_url)
        log = self.log_dir / "migrate.log"
        process = _run(programs.manage("migrate", "--database", "owner", "--no-input"), environment, log)
        self._wait(process, "migrate", log)
        self._set_mark("migrations", _migrations_digest(owner_url))
        return "migrated"

    def abandon(self) -> None:
        for process, *_ in self._files:
            process.terminate()
            process.wait()

    def _begin(self, name: str, command: tuple[str, ...], environment: dict[str, str], mark: str) -> None:
        log = self.log_dir / f"{name}.log"
        self._files.append((_run(command, environment, log), name, log, mark))

    def _wait(self, process: subprocess.Popen[bytes], name: str, log: Path) -> None:
        try:
            while process.poll() is None:
                self.check()
                time.sleep(0.02)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
        if process.returncode != 0:
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
            raise LauncherError(f"The step {name!r} failed ({log}):\n{tail}")

    def _mark(self, name: str) -> str:
        path = self.run_dir / f"{name}.done"
        return path.read_text() if path.exists() else ""

    def _set_mark(self, name: str, mark: str) -> None:
        (self.run_dir / f"{name}.done").write_text(mark)


def _run(command: tuple[str, ...], environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        return subprocess.Popen(  # noqa: S603
            command,
            cwd=env.BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )


def _migrations_digest(owner_url: str) -> str:
    """Names this code's migrations together with those the database says it has."""
    digest = hashlib.sha256((env.BASE_DIR / "requirements.lock").read_bytes())
    for path in sorted(env.BASE_DIR.glob("**/migrations/*.py")):
        digest.update(path.read_bytes())
    with closing(psycopg2.connect(owner_url, connect_timeout=10)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.django_migrations') IS NOT NULL")
        if cursor.fetchone() == (True,):
            cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY app, name")
            digest.update("\n".join(row[0] for row in cursor.fetchall()).encode())
    return digest.hexdigest()


def _files_below(directory: Path) -> Iterable[Path]:
    return sorted(path for path in directory.rglob("*") if path.is_file())


def _digest_of_files(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        state = path.stat()
        digest.update(f"{path.relative_to(env.BASE_DIR)}:{state.st_size}:{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
