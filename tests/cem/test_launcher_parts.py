import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from cem.launcher import state
from cem.launcher.child import Child, Program
from cem.launcher.console import Console
from cem.launcher.demo import percent_in
from cem.launcher.logs import RollingLog
from cem.launcher.programs import environment
from cem.launcher.refusals import LauncherError
from cem.launcher.sign_ins import table
from tests.processes import wait_for


@pytest.fixture
def sleeper():
    """A process that has nothing to do with the product, in a group of its own."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    yield process
    process.kill()
    process.wait()


def _note(run_dir: Path, pid: int, started: float) -> Path:
    path = run_dir / "web.json"
    path.write_text(json.dumps({"pid": pid, "started": started}))
    return path


def test_stop_orphans_stops_the_process_that_was_noted(tmp_path: Path, sleeper: subprocess.Popen):
    state.record(tmp_path, "web", sleeper.pid)
    assert state.stop_orphans(tmp_path) == ["web"]
    assert sleeper.wait(10) == -signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


def test_stop_orphans_spares_another_process_with_the_same_number(tmp_path: Path, sleeper: subprocess.Popen):
    path = _note(tmp_path, sleeper.pid, psutil.Process(sleeper.pid).create_time() - 1000)
    assert state.stop_orphans(tmp_path) == []
    assert sleeper.poll() is None
    assert not path.exists()


def test_stop_orphans_removes_records_of_the_dead_and_of_nothing(tmp_path: Path, sleeper: subprocess.Popen):
    sleeper.kill()
    sleeper.wait()
    _note(tmp_path, sleeper.pid, time.time())
    (tmp_path / "relay.json").write_text("{half of a rec")
    assert state.stop_orphans(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_stop_orphans_ends_the_group_whose_leader_is_gone(tmp_path: Path):
    member_script = "import time; time.sleep(600)"
    leader_script = (
        "import subprocess, sys; "
        f"member = subprocess.Popen([sys.executable, '-c', {member_script!r}], stdout=subprocess.DEVNULL); "
        "print(member.pid)"
    )
    command = [sys.executable, "-c", leader_script]
    leader = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    started = psutil.Process(leader.pid).create_time()
    member = int(leader.communicate()[0])
    _note(tmp_path, leader.pid, started)
    assert state.stop_orphans(tmp_path) == ["web"]
    wait_for(lambda: not psutil.pid_exists(member) or psutil.Process(member).status() == psutil.STATUS_ZOMBIE)


def test_only_one_refuses_a_second_holder(tmp_path: Path):
    refused = pytest.raises(LauncherError, match=f"process {os.getpid()}")
    with state.only_one(tmp_path), refused, state.only_one(tmp_path):
        pass
    with state.only_one(tmp_path):
        pass


def test_child_that_dies_is_started_again_later_and_later(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "run").mkdir()
    program = Program("short", (sys.executable, "-c", "print('hello'); raise SystemExit(3)"), dict(os.environ))
    child = Child(program, var_dir=tmp_path, console=Console())
    child.start()
    first = child._process
    wait_for(lambda: not child.running)
    child.tend()
    assert child._process is first, "the first wait is not over"
    wait_for(lambda: child.tend() or child._process is not first)
    wait_for(lambda: not child.running)
    child.tend()
    child.wait(deadline=0)
    assert child.deaths == 2
    assert child._delay == 2.0
    assert child.log.read_text() == "hello\nhello\n"
    assert "ended with code 3; starting again" in capsys.readouterr().out
    assert list((tmp_path / "run").iterdir()) == []


def test_child_that_ignores_the_request_is_ended_with_its_group(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "run").mkdir()
    script = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    )
    child = Child(
        Program("deaf", (sys.executable, "-c", script), dict(os.environ)), var_dir=tmp_path, console=Console()
    )
    child.start()
    wait_for(lambda: "deaf" in child.last_lines())
    child.ask_to_stop()
    child.wait(deadline=time.monotonic() + 0.2)
    assert not child.running
    assert "did not stop in time and was ended" in capsys.readouterr().out


def test_rolling_log_keeps_one_full_file(tmp_path: Path):
    with RollingLog(tmp_path / "web.log", limit=20) as log:
        for word in ("first line", "second line", "third line"):
            log.write(word)
    assert (tmp_path / "web.log").read_text() == "third line\n"
    assert (tmp_path / "web.log.1").read_text() == "second line\n"


@pytest.mark.parametrize(
    ("line", "percent"),
    [
        ("40 % responses", 40),
        (" 13% demo: answers", 13),
        ("month 3/12", 25),
        ("month 3 of 12", 25),
        ("900%", 100),
        ("texts", None),
    ],
)
def test_percent_in_reads_what_a_line_says(line: str, percent: int | None):
    assert percent_in(line) == percent


def test_table_counts_a_chinese_character_as_two_places():
    assert table([["管理员", "a@demo", "p"], ["Owner", "owner@demo", "p"]]) == [
        "管理员  a@demo      p",
        "Owner   owner@demo  p",
    ]


def test_processes_that_serve_people_do_not_get_the_owners_address(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://cem_owner@/cem")
    assert environment(database_url="postgresql://cem_app@/cem", redis_url="redis://x")["DATABASE_OWNER_URL"] == ""
