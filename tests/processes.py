"""Starts the product's programs as a person would, with a state folder of their own."""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

BASE_DIR = Path(__file__).resolve().parent.parent


def environment(state: Path, **variables: str) -> dict[str, str]:
    """The variables of a fresh machine: no address is given, state and port are the test's own."""
    given = {
        "CEM_ENV": "dev",
        "CEM_VAR": str(state),
        "CEM_DEMO": "0",
        "CEM_WEB_WORKERS": "1",
        "CEM_WORKER_PROCESSES": "1",
    }
    # Empty, not absent: a developer's .env must not fill them in.
    given |= dict.fromkeys(["DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL", "CEM_BASE_URL"], "")
    return {**os.environ, **given, **variables}


def start_launcher(state: Path, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cem.launcher"],
        cwd=BASE_DIR,
        env=environment(state, **variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """The output up to the line that holds the words; all of it if the process ends before."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            break
    return "".join(lines)


def wait_for(condition: Callable[[], object], *, seconds: float = 60) -> None:
    """Wait until the condition holds. The limit only ends a test that would hang."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def free_port() -> int:
    """A port that no one listens on, below those that the system hands out to clients."""
    while True:
        port = random.randrange(20_000, 32_000)  # noqa: S311  # no secret
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def is_alive(process: psutil.Process) -> bool:
    """Whether a process still does something: one that only waits for its parent to notice its end does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def processes_of(state: Path) -> list[str]:
    """The command lines of all living processes that work for a state folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE or process.pid == os.getpid():
                continue
            words = process.cmdline()
            if any(str(state) in word for word in words) or process.environ().get("CEM_VAR") == str(state):
                found.append(" ".join(words))
        except (psutil.Error, OSError):
            continue
    return found
