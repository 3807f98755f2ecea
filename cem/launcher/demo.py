"""The demo organisation, loaded once for each database, while the first pages are already served."""

import hashlib
import re
import time
from pathlib import Path

from cem.launcher import programs
from cem.launcher.child import Child
from cem.launcher.console import Console

PERCENT = re.compile(r"(\d{1,3}) ?%")
TRIES = 4
RETRY_SECONDS = 5
LEADING_PERCENT = re.compile(r"^\d{1,3} ?%\s*")
PARTS = re.compile(r"(\d+) ?(?:/|of) ?(\d+)")


class Demo:
    def __init__(self, var_dir: Path, console: Console) -> None:
        self.var_dir = var_dir
        self.console = console
        self._child: Child | None = None
        self._mark = Path()
        self._tries = 1
        self._due = 0.0

    def begin(self, environment: dict[str, str]) -> bool:
        """Start loading in the background; False if it is there already."""
        self._mark = self.var_dir / "run" / f"demo-{self._database(environment)}.done"
        if self._mark.exists() or not programs.LOAD_DEMO.exists():
            return False
        self._child = Child(programs.demo(environment), var_dir=self.var_dir, console=self.console)
        self._child.on_line = self._show
        self._due = time.monotonic() + RETRY_SECONDS
        self._child.start()
        return True

    def tend(self) -> None:
        if self._child is None or self._child.running:
            return
        code, child = self._child.exit_code, self._child
        if code != 0 and self._tries < TRIES:
            # It goes on where it was: the database may have been away for a moment.
            if time.monotonic() > self._due:
                self._tries += 1
                self._due = time.monotonic() + RETRY_SECONDS * self._tries
                child.start()
            return
        child.wait(deadline=0)
        self._child = None
        self.console.end_progress()
        if code == 0:
            self._mark.write_text("loaded\n")
            self.console.step("demo", "the demo organisation is loaded")
        else:
            self.console.warning("demo", f"was not loaded; the next start tries again (log: {child.log})")

    def stop(self) -> Child | None:
        """The child to be stopped with the others, if it still loads."""
        self.console.end_progress()
        child, self._child = self._child, None
        return child

    def _show(self, line: str) -> None:
        if line.strip():
            self.console.progress("demo", percent_in(line), LEADING_PERCENT.sub("", line.strip()))

    def _database(self, environment: dict[str, str]) -> str:
        """Tells databases apart: the address, and of the embedded one also when it was made."""
        made = self.var_dir / "postgres" / "PG_VERSION"
        stamp = made.stat().st_mtime_ns if made.exists() else 0
        return hashlib.sha256(f"{environment['DATABASE_URL']} {stamp}".encode()).hexdigest()[:12]


def percent_in(line: str) -> int | None:
    """How far a line of output says the work is: `40 %`, `2/5` or `2 of 5`."""
    if found := PERCENT.search(line):
        return min(int(found[1]), 100)
    if (found := PARTS.search(line)) and int(found[2]):
        return min(100 * int(found[1]) // int(found[2]), 100)
    return None
