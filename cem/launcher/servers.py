"""The embedded servers in the launcher's care: started, brought back when they die, stopped last."""

import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import ModuleType

import psycopg2
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from cem import embedded, env
from cem.embedded import EmbeddedServerError, postgres, usage, valkey
from cem.launcher.console import Console
from cem.launcher.refusals import LauncherError

LONGEST_DELAY_SECONDS = 30


class Servers:
    """Addresses that were given are left alone; for the others an embedded server is run."""

    def __init__(self, var_dir: Path, console: Console) -> None:
        self.var_dir = var_dir
        self.console = console
        self.database_url = self.owner_url = self.redis_url = ""
        self._watched: list[_Watched] = []

    def start(self) -> None:
        require_answers(database_url=env.DATABASE_URL, owner_url=env.DATABASE_OWNER_URL, redis_url=env.REDIS_URL)
        self.database_url, self.owner_url, self.redis_url = embedded.addresses(
            database_url=env.DATABASE_URL,
            owner_url=env.DATABASE_OWNER_URL,
            redis_url=env.REDIS_URL,
            var_dir=self.var_dir,
        )
        if not env.DATABASE_URL:
            self._watched.append(_Watched("database", embedded.POSTGRES, postgres, self.var_dir, self.console))
        if not env.REDIS_URL:
            self._watched.append(_Watched("broker", embedded.VALKEY, valkey, self.var_dir, self.console))

    def tend(self) -> None:
        for watched in self._watched:
            watched.tend()

    def stop(self) -> None:
        for watched in self._watched:
            watched.leave()
        self._watched.clear()


def require_answers(*, database_url: str, owner_url: str, redis_url: str) -> None:
    """Raise LauncherError if a server whose address is given cannot be used. Empty addresses are passed over."""
    for name, url in {"DATABASE_URL": database_url, "DATABASE_OWNER_URL": owner_url}.items():
        if url:
            try:
                env.database(url)
                psycopg2.connect(url, connect_timeout=10).close()
            except (env.InvalidVariableError, psycopg2.Error) as error:
                raise LauncherError(f"{name} leads to no database: {str(error).strip()}") from None
    if redis_url:
        try:
            with closing(redis.Redis.from_url(redis_url, socket_timeout=5, retry=Retry(NoBackoff(), 0))) as client:
                client.ping()
        except (ValueError, redis.RedisError) as error:
            raise LauncherError(f"REDIS_URL leads to no Redis or Valkey: {error}") from None


class _Watched:
    def __init__(self, name: str, server: str, module: ModuleType, var_dir: Path, console: Console) -> None:
        self.name = name
        self.server = server
        self.var_dir = var_dir
        self.console = console
        self._pid: Callable[[Path], int | None] = module.pid
        self._start: Callable[[Path], Path] = module.start
        self._stop: Callable[[Path], None] = module.stop
        self._due = 0.0
        self._delay = 1.0

    def tend(self) -> None:
        if time.monotonic() < self._due or self._pid(self.var_dir) is not None:
            return
        self.console.warning(self.name, f"the embedded {self.server} is gone; starting it again")
        try:
            with usage.lock(self.var_dir):
                self._start(self.var_dir)
        except (EmbeddedServerError, OSError) as error:
            self.console.warning(self.name, f"{str(error).splitlines()[0]} (log: {self.var_dir / 'log'})")
            self._due = time.monotonic() + self._delay
            self._delay = min(self._delay * 2, LONGEST_DELAY_SECONDS)
        else:
            self.console.step(self.name, "is back")
            self._delay = 1.0

    def leave(self) -> None:
        if not usage.leave(self.var_dir, self.server, stop=self._stop):
            self.console.step(self.name, "is still used by another process, which will stop it")
