"""`make run` as a person meets it: real processes, real signals."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import psycopg2
import pytest

from cem.embedded import postgres, valkey
from tests.processes import free_port, is_alive, processes_of, read_until, start_launcher, wait_for

PROGRAMS = ("web", "worker", "text", "relay", "beat")


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    """A state folder in a place whose name holds a blank. The first start of the module fills it."""
    place = Path(tempfile.mkdtemp(prefix="cem test "))
    yield place / "var"
    assert processes_of(place / "var") == []
    shutil.rmtree(place)


class Running:
    """A launcher that has said it is ready."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.port = free_port()
        self.process = start_launcher(state, CEM_PORT=str(self.port))
        self.output = read_until(self.process, "Ctrl-C stops everything")
        assert "Ready in" in self.output, self.output

    def pid(self, name: str) -> int:
        return int(json.loads((self.state / "run" / f"{name}.json").read_text())["pid"])

    def status(self, path: str = "/healthz") -> int | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def is_ready(self) -> bool:
        return self.status("/readyz") == 200

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=60)
        self.output += rest
        return self.process.returncode


@pytest.fixture
def running(state: Path) -> Iterator[Running]:
    launcher = Running(state)
    yield launcher
    if launcher.process.stdout is not None and not launcher.process.stdout.closed:
        launcher.stop(signal.SIGTERM)
    # Shown with a test that failed.
    sys.stdout.write(launcher.output)


def _sql(state: Path, statement: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(host=str(state / "postgres"), user="cem_owner", dbname="cem")
    with closing(connection), connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_start_prints_the_address_and_interrupt_leaves_no_process(running: Running, state: Path):
    assert f"http://127.0.0.1:{running.port}" in running.output
    assert running.status("/accounts/login/") == 200
    assert running.stop(signal.SIGINT) == 0
    assert "Stopped. The data are kept." in running.output
    assert processes_of(state) == []
    assert list((state / "run").glob("*.json")) == []


def test_second_start_keeps_the_data_and_refuses_a_third_beside_it(running: Running, state: Path):
    assert "tables     up to date" in running.output
    assert "files      up to date" in running.output
    other = start_launcher(state, CEM_PORT=str(free_port()))
    output, _ = other.communicate(timeout=60)
    assert other.returncode == 1
    assert f"The product already runs with this state folder (process {running.process.pid})" in output
    assert running.status() == 200


def test_killed_processes_and_servers_come_back(running: Running, state: Path):
    _sql(state, "CREATE TABLE IF NOT EXISTS kept (word text)")
    _sql(state, "INSERT INTO kept VALUES ('committed')")
    wait_for(running.is_ready)
    before = {name: running.pid(name) for name in PROGRAMS}
    servers = [postgres.pid(state), valkey.pid(state)]
    for pid in [*before.values(), *servers]:
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: all(running.pid(name) != before[name] for name in PROGRAMS))
    wait_for(lambda: postgres.answers(state) and valkey.answers(state))
    wait_for(running.is_ready)
    assert _sql(state, "SELECT word FROM kept") == [("committed",)]
    _sql(state, "DROP TABLE kept")


def test_start_after_a_killed_launcher_stops_what_it_left(running: Running, state: Path):
    left = [psutil.Process(running.pid(name)) for name in PROGRAMS]
    running.process.kill()
    running.process.communicate()
    assert running.status() == 200, "the web goes on without its launcher"
    # The same port on purpose: the old web still has it.
    again = start_launcher(state, CEM_PORT=str(running.port))
    try:
        output = read_until(again, "Ctrl-C stops everything")
        # A process that has something to say to the launcher that is gone may have ended by itself.
        assert re.search(r"stopped what a killed start had left: .*web", output), output
        assert running.status() == 200
        assert [process.pid for process in left if is_alive(process)] == []
    finally:
        again.terminate()
        rest, _ = again.communicate(timeout=60)
    assert again.returncode == 0, rest


def test_taken_port_is_refused_with_a_hint(state: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        launcher = start_launcher(state, CEM_PORT=str(port))
        output, _ = launcher.communicate(timeout=60)
    assert launcher.returncode == 1
    assert f"Port {port} is taken by another program. Choose another one: CEM_PORT={port + 1} make run" in output
    assert processes_of(state) == []


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("CEM_PORT", "eight", "CEM_PORT must be a whole number, not 'eight'"),
        ("CEM_PORT", "70000", "CEM_PORT must be between 1 and 65535, not 70000."),
        ("CEM_HOST", "no.such.host.invalid", "CEM_HOST names no address of this machine: 'no.such.host.invalid'."),
        (
            "DATABASE_URL",
            "mysql://x",
            "DATABASE_URL leads to no database: a database address starts with postgresql://",
        ),
        ("DATABASE_URL", "postgresql://cem_app@127.0.0.1:1/cem", "DATABASE_URL leads to no database: connection to"),
        ("REDIS_URL", "redis://127.0.0.1:1/0", "REDIS_URL leads to no Redis or Valkey: "),
    ],
)
def test_mistaken_variable_is_told_without_a_traceback(state: Path, variable: str, value: str, message: str):
    launcher = start_launcher(state, **{"CEM_PORT": str(free_port()), variable: value})
    output, _ = launcher.communicate(timeout=60)
    assert launcher.returncode == 1
    assert message in output
    assert "Traceback" not in output
    assert processes_of(state) == []


def test_stop_while_starting_leaves_no_process(state: Path):
    launcher = start_launcher(state, CEM_PORT=str(free_port()))
    read_until(launcher, "Starting in")
    launcher.send_signal(signal.SIGTERM)
    launcher.communicate(timeout=60)
    assert launcher.returncode == 0
    assert processes_of(state) == []


def test_make_run_is_the_launcher():
    # This test may itself run under make, which tells its children so.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    shown = subprocess.run(["make", "-n", "run"], env=plain, capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines() == ["tools/environment requirements.lock", "exec .venv/bin/python -m cem.launcher"]
