"""Starts the whole product on a port and a state folder of its own, as `make run` does."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

import psycopg2

from cem.embedded.files import socket_dir

BASE_DIR = Path(__file__).resolve().parent.parent
# The table of the baseline, benchmarks/bare.py.
BARE_TABLE = "benchmark_row"


class Stack:
    """The launcher as a child process; use as a context manager."""

    def __init__(self, var_dir: Path, *, port: int = 0, **environment: str) -> None:
        self.var_dir = var_dir
        self.port = port or _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("CEM_", "DATABASE_", "REDIS_", "PYTEST_"))}
        self.environment = {
            **kept, "CEM_ENV": "dev", "CEM_VAR": str(var_dir), "CEM_PORT": str(self.port), "CEM_DEMO": "false",
            "DJANGO_SETTINGS_MODULE": "cem.settings", **environment,
        }  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Stack":
        self.var_dir.mkdir(parents=True, exist_ok=True)
        with (self.var_dir / "launcher.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cem.launcher"], cwd=BASE_DIR, env=self.environment, stdout=log, stderr=log,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
        try:
            self.wait_ready()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(60)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def database_socket(self) -> Path:
        """The directory of the embedded PostgreSQL's socket."""
        return socket_dir(self.var_dir, "postgres")

    def connect(self, role: str = "postgres") -> psycopg2.extensions.connection:
        """Past the product and its policies, to look at what is stored."""
        return psycopg2.connect(host=str(self.database_socket), user=role, dbname="cem")

    def wait_ready(self, seconds: float = 180) -> None:
        """Until every check of /readyz is fine; raises with the launcher's log when that does not come."""
        deadline = time.monotonic() + seconds
        state: object = None
        while time.monotonic() < deadline:
            if self._process is not None and self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except urllib.error.HTTPError as error:
                state = json.loads(error.read())
            except OSError as error:
                state = error
            time.sleep(0.3)
        log = (self.var_dir / "launcher.log").read_text(errors="replace")[-4000:]
        raise RuntimeError(f"the product did not become ready: {state}\n{log}")

    def manage(self, *arguments: str) -> str:
        """Run a management command beside the running product; return what it printed."""
        run = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            raise RuntimeError(f"{arguments[0]} failed:\n{run.stdout}\n{run.stderr}")
        return run.stdout

    def live_survey(self) -> str:
        """Open an organisation and publish an NPS survey by API; return the token of its link."""
        self.manage("create_organization", "--name", "Benchmark", "--slug", "bench", "--owner", "owner@bench.example")
        secret = self.manage("create_api_key", "--organization", "bench", "--name", "bench").strip()
        survey = self.api(secret, "surveys", {"template": "nps", "title": "Benchmark"})
        return str(self.api(secret, f"surveys/{survey['id']}/publish", {})["token"])

    def api(self, secret: str, path: str, body: dict[str, object]) -> dict[str, object]:
        request = urllib.request.Request(
            f"{self.url}/api/v1/{path}",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {secret}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return dict(json.load(answer))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
