"""What a launcher leaves on disk: the lock that makes it the only one, and a record of each process it started.

A launcher that was killed leaves processes behind. The records name them by process id and time of start, since the
number alone may belong to another program by now.
"""

import contextlib
import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from cem.launcher.refusals import LauncherError

STOP_SECONDS = 10
# Two readings of one start time may differ by the clock's step.
SAME_START_SECONDS = 1.5


@contextlib.contextmanager
def only_one(run_dir: Path) -> Iterator[None]:
    """Hold the state directory. The kernel frees the lock when its holder dies, so it cannot go stale."""
    run_dir.mkdir(parents=True, exist_ok=True)
    with (run_dir / "launcher.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            who = file.read().strip()
            raise LauncherError(
                f"The product already runs with this state folder ({who or 'starting'}).\n"
                "Stop it first, or set CEM_VAR and CEM_PORT for a second installation."
            ) from None
        file.truncate(0)
        file.write(f"process {os.getpid()}")
        file.flush()
        yield
        file.truncate(0)


def record(run_dir: Path, name: str, pid: int) -> None:
    """Note a started process, which leads a process group of its own."""
    with contextlib.suppress(psutil.NoSuchProcess):
        draft = run_dir / f".{name}.json.new"
        draft.write_text(json.dumps({"pid": pid, "started": psutil.Process(pid).create_time()}))
        draft.replace(run_dir / f"{name}.json")


def forget(run_dir: Path, name: str) -> None:
    (run_dir / f"{name}.json").unlink(missing_ok=True)


def stop_orphans(run_dir: Path) -> list[str]:
    """Stop what an earlier, killed launcher left running; return the names. Stale records are removed."""
    stopped = []
    for path in sorted(run_dir.glob("*.json")):
        try:
            noted = json.loads(path.read_text())
            pid, started = int(noted["pid"]), float(noted["started"])
        except (ValueError, KeyError, TypeError):
            path.unlink(missing_ok=True)
            continue
        if _is_same(pid, started) or _members_since(pid, started):
            stop_group(pid, seconds=STOP_SECONDS)
            stopped.append(path.stem)
        path.unlink(missing_ok=True)
    return stopped


def stop_group(pid: int, *, seconds: float) -> None:
    """Ask the leader of a process group to stop, then end whatever is left of the group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and _is_alive(pid):
        time.sleep(0.05)
    kill_group(pid)


def kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _is_same(pid: int, started: float) -> bool:
    try:
        same: bool = abs(psutil.Process(pid).create_time() - started) < SAME_START_SECONDS
        return same and _is_alive(pid)
    except psutil.NoSuchProcess:
        return False


def _members_since(group: int, started: float) -> list[int]:
    """Processes of a group whose leader is gone; none if the number leads another, newer group by now."""
    members = []
    for process in psutil.process_iter(["create_time"]):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getpgid(process.pid) == group:
                if process.pid == group:
                    return []
                if process.info["create_time"] >= started - SAME_START_SECONDS:
                    members.append(process.pid)
    return members
