"""One process of the product: started in a group of its own, its output kept, started again when it dies."""

import math
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cem import env
from cem.launcher import state
from cem.launcher.console import Console
from cem.launcher.logs import RollingLog

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30
# A process that lived this long starts again without a wait.
HEALTHY_SECONDS = 60
# Warnings that follow one another closer than this are told once.
QUIET_SECONDS = 5
LOUD = (" WARNING ", " ERROR ", " CRITICAL ", "[WARNING]", "[ERROR]", "[CRITICAL]")


@dataclass(frozen=True)
class Program:
    """What to run. `grace` is how many seconds it gets to end by itself."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    grace: float = 10


class Child:
    def __init__(self, program: Program, *, var_dir: Path, console: Console) -> None:
        self.program = program
        self.console = console
        self.run_dir = var_dir / "run"
        self.log = var_dir / "log" / f"{program.name}.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.on_line: Callable[[str], None] = self._show_if_loud
        self.deaths = 0
        self._delay = FIRST_DELAY_SECONDS
        self._due: float | None = None
        self._started = 0.0
        self._loud_at = -math.inf
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return None if self._process is None else self._process.poll()

    def start(self) -> None:
        self._due = None
        self._started = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603
            self.program.command,
            cwd=env.BASE_DIR,
            env=dict(self.program.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        state.record(self.run_dir, self.program.name, self._process.pid)
        self._reader = threading.Thread(target=self._read, args=[self._process], daemon=True)
        self._reader.start()

    def tend(self) -> None:
        """Start the process again if it died, later and later while it keeps dying."""
        if self._process is None or self.running:
            return
        now = time.monotonic()
        if self._due is None:
            self.deaths += 1
            state.kill_group(self._process.pid)
            if now - self._started > HEALTHY_SECONDS:
                self._delay = FIRST_DELAY_SECONDS
            self._due = now + self._delay
            self.console.warning(self.program.name, f"ended with {self._how()}; starting again (log: {self.log})")
            self._delay = min(self._delay * 2, LONGEST_DELAY_SECONDS)
        if now >= self._due:
            self.start()

    def ask_to_stop(self) -> None:
        self._due = None
        if self._process is not None and self.running:
            self._process.terminate()

    def wait(self, *, deadline: float) -> None:
        """Wait for the process until the deadline (monotonic seconds), then end what is left of its group."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.console.warning(self.program.name, "did not stop in time and was ended")
        state.kill_group(self._process.pid)
        self._process.wait()
        state.forget(self.run_dir, self.program.name)
        if self._reader is not None:
            self._reader.join(2)
        self._process = None

    def last_lines(self, count: int = 20) -> str:
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def _how(self) -> str:
        code = self.exit_code or 0
        if code >= 0:
            return f"code {code}"
        return signal.Signals(-code).name if -code in list(signal.Signals) else f"signal {-code}"

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None  # noqa: S101  # it was asked for
        with process.stdout, RollingLog(self.log) as log:
            for raw in process.stdout:
                line = raw.decode(errors="replace").rstrip("\r\n")
                log.write(line)
                self.on_line(line)

    def _show_if_loud(self, line: str) -> None:
        """Warnings reach the console, a flood of them only as its first line; the log has them all."""
        if not any(mark in line for mark in LOUD):
            return
        now = time.monotonic()
        if now - self._loud_at > QUIET_SECONDS:
            self.console.warning(self.program.name, line)
        self._loud_at = now
