"""The embedded servers after every kind of bad ending. Each test runs them in a folder of its own."""

import os
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
import redis

from cem import embedded
from cem.embedded import files, postgres, usage, valkey
from tests.processes import BASE_DIR, environment, processes_of, wait_for


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="cem test+% "))
    yield place / "var"
    assert processes_of(place / "var") == []
    shutil.rmtree(place)


@pytest.fixture
def servers(var: Path) -> Iterator[Path]:
    """Both servers running; stopped in order afterwards."""
    postgres.start(var)
    valkey.start(var)
    yield var
    postgres.stop(var)
    valkey.stop(var)


def _sql(var: Path, statement: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(embedded.postgres_url("cem_owner", var / "postgres"))
    with closing(connection), connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_roles_are_made_and_the_applications_is_bound(servers: Path):
    rows = _sql(servers, "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'cem%' ORDER BY 1")
    assert rows == [("cem_app", False, False), ("cem_owner", False, True)]


def test_start_finds_running_servers(servers: Path):
    before = postgres.pid(servers), valkey.pid(servers)
    postgres.start(servers)
    valkey.start(servers)
    assert (postgres.pid(servers), valkey.pid(servers)) == before
    assert None not in before


def test_killed_postgres_recovers_what_was_committed(servers: Path):
    _sql(servers, "CREATE TABLE kept (word text)")
    _sql(servers, "INSERT INTO kept VALUES ('committed')")
    killed = postgres.pid(servers)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: postgres.pid(servers) is None)
    postgres.start(servers)
    assert postgres.pid(servers) != killed
    assert _sql(servers, "SELECT word FROM kept") == [("committed",)]
    _sql(servers, "DROP TABLE kept")


def test_killed_valkey_keeps_what_was_written(servers: Path):
    address = embedded.valkey_url(valkey.socket_path(servers))
    with closing(redis.Redis.from_url(address)) as client:
        client.set("word", "written")
        client.execute_command("WAITAOF", 1, 0, 5000)
    killed = valkey.pid(servers)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: valkey.pid(servers) is None)
    valkey.start(servers)
    with closing(redis.Redis.from_url(address)) as client:
        assert client.get("word") == b"written"


def test_pid_file_of_a_dead_process_does_not_hinder(var: Path):
    postgres.start(var)
    postgres.stop(var)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    _leave_pid_files(var, ended.pid)
    _both_start(var)


def test_pid_file_that_names_a_living_stranger_does_not_hinder(var: Path):
    postgres.start(var)
    postgres.stop(var)
    # As the same user as the server: PostgreSQL minds only processes that it could end.
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], **postgres.as_system_user(var))
    _leave_pid_files(var, stranger.pid)
    _both_start(var)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_pid_file_that_names_a_dead_process_not_yet_reaped_does_not_hinder(var: Path):
    postgres.start(var)
    postgres.stop(var)
    dead = subprocess.Popen(["/bin/true"], **postgres.as_system_user(var))
    wait_for(lambda: psutil.Process(dead.pid).status() == psutil.STATUS_ZOMBIE)
    _leave_pid_files(var, dead.pid)
    _both_start(var)
    dead.wait()


def test_socket_left_by_a_killed_server_does_not_hinder(var: Path):
    for path in (var / "postgres" / ".s.PGSQL.5432", var / "valkey" / "valkey.sock"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as left:
            left.bind(str(path))
    _both_start(var)


def test_hanging_valkey_is_replaced(servers: Path):
    hanging = valkey.pid(servers)
    assert hanging is not None
    os.kill(hanging, signal.SIGSTOP)
    valkey.start(servers)
    assert valkey.answers(servers)
    assert valkey.pid(servers) != hanging


def test_half_made_cluster_is_made_anew():
    place = Path(tempfile.mkdtemp(prefix="cem-"))
    (place / "postgres.new").mkdir()
    (place / "postgres.new" / "PG_VERSION").write_text("18\n")
    postgres.start(place)
    assert postgres.answers(place)
    postgres.stop(place)
    shutil.rmtree(place)


def test_long_path_moves_the_sockets_to_a_private_folder():
    place = Path(tempfile.mkdtemp(prefix="cem-"))
    var = place / ("long-" * 30) / "var"
    _both_start(var)
    folder = files.socket_dir(var, "postgres").parent
    assert not folder.is_relative_to(place)
    assert folder.stat().st_uid == os.geteuid()
    shutil.rmtree(folder)
    shutil.rmtree(place)


def test_last_user_stops_the_servers_and_no_one_before(var: Path):
    script = (
        "import sys; from pathlib import Path; from cem import embedded; "
        "embedded.addresses(database_url='', owner_url='', redis_url='', var_dir=Path(sys.argv[1])); "
        "print('ready', flush=True); sys.stdin.read()"
    )
    users = []
    for _ in range(2):
        user = subprocess.Popen(
            [sys.executable, "-c", script, str(var)],
            cwd=BASE_DIR,
            env=environment(var),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert user.stdout is not None
        assert user.stdout.readline() == "ready\n"
        users.append(user)
    users[0].communicate()
    assert postgres.answers(var)
    assert valkey.answers(var)
    users[1].communicate()
    assert postgres.pid(var) is None
    assert valkey.pid(var) is None


def test_leaving_without_having_joined_stops_nothing(servers: Path):
    assert usage.leave(servers, embedded.POSTGRES, stop=postgres.stop) is False
    assert postgres.answers(servers)


def test_server_that_cannot_start_says_why(var: Path):
    postgres.start(var)
    postgres.stop(var)
    conf = var / "postgres" / "postgresql.conf"
    text = conf.read_text()
    conf.write_text(text + "\nno_such_setting = 1\n")
    try:
        with pytest.raises(embedded.EmbeddedServerError, match="no_such_setting"):
            postgres.start(var)
    finally:
        conf.write_text(text)


def test_secret_is_made_once_and_for_its_owner_only(tmp_path: Path):
    made = embedded.secret(tmp_path, "secret_key")
    assert len(made) == 64
    assert embedded.secret(tmp_path, "secret_key") == made
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_empty_secret_of_an_interrupted_start_is_replaced(tmp_path: Path):
    (tmp_path / "secret_key").touch()
    assert len(embedded.secret(tmp_path, "secret_key")) == 64


@pytest.mark.parametrize(
    ("address", "broker"),
    [
        ("unix:///var/a%20b/valkey.sock?db=0", "redis+socket:///var/a%20b/valkey.sock?virtual_host=1"),
        ("redis://:secret@cache:6379/0", "redis://:secret@cache:6379/0"),
    ],
)
def test_broker_url_is_celerys_spelling(address: str, broker: str):
    assert embedded.broker_url(address) == broker


def _leave_pid_files(var: Path, pid: int) -> None:
    lines = [pid, var / "postgres", 1700000000, 5432, var / "postgres", "", "  1234  5678", "ready"]
    (var / "postgres" / "postmaster.pid").write_text("\n".join(str(line) for line in lines) + "\n")
    (var / "postgres" / ".s.PGSQL.5432.lock").write_text("\n".join(str(line) for line in lines[:4]) + "\n")
    (var / "valkey").mkdir(exist_ok=True)
    (var / "valkey" / "valkey.pid").write_text(f"{pid}\n")


def _both_start(var: Path) -> None:
    postgres.start(var)
    valkey.start(var)
    assert postgres.answers(var)
    assert valkey.answers(var)
    postgres.stop(var)
    valkey.stop(var)
    assert processes_of(var) == []
