"""What `make run` says: a few calm lines, and one line that moves while something long goes on."""

import shutil
import sys
import threading

BAR_WIDTH = 24


class Console:
    def __init__(self) -> None:
        self._out = sys.stdout
        self._moving = self._out.isatty()
        self._lock = threading.Lock()
        self._shown = ""
        self._told_percent = -1

    def line(self, text: str = "") -> None:
        with self._lock:
            self._write_line(text)

    def step(self, name: str, text: str) -> None:
        self.line(f"  {name:<10} {text}")

    def warning(self, source: str, text: str) -> None:
        self.line(f"  {source:<10} ! {text}")

    def failure(self, text: str) -> None:
        with self._lock:
            self._clear()
            sys.stderr.write(f"\n{text}\n")
            sys.stderr.flush()

    def progress(self, name: str, percent: int | None, text: str) -> None:
        """A bar that is drawn over itself in a terminal; elsewhere a line for each tenth."""
        with self._lock:
            if self._moving:
                self._draw(name, percent, text)
            elif percent is not None and percent // 10 > self._told_percent // 10:
                self._told_percent = percent
                self._write_line(f"  {name:<10} {percent:3d} % {text}")

    def end_progress(self) -> None:
        with self._lock:
            self._clear()
            self._told_percent = -1

    def _draw(self, name: str, percent: int | None, text: str) -> None:
        bar = ""
        if percent is not None:
            filled = BAR_WIDTH * percent // 100
            bar = f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {percent:3d} % "
        width = shutil.get_terminal_size().columns - 1
        self._shown = f"  {name:<10} {bar}{text}"[:width]
        self._out.write(f"\r\x1b[2K{self._shown}")
        self._out.flush()

    def _write_line(self, text: str) -> None:
        shown = self._shown
        self._clear()
        try:
            self._out.write(text + "\n")
            if shown:
                self._shown = shown
                self._out.write(shown)
            self._out.flush()
        except (BrokenPipeError, OSError):
            # The terminal is gone; the log files are not.
            self._shown = ""

    def _clear(self) -> None:
        if self._shown:
            self._shown = ""
            self._out.write("\r\x1b[2K")
            self._out.flush()
