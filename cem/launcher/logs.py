from pathlib import Path
from types import TracebackType
from typing import Self

LIMIT_BYTES = 10 * 1024 * 1024


class RollingLog:
    """A log file of bounded size: when it is full it becomes `<name>.log.1` and a new one begins."""

    def __init__(self, path: Path, *, limit: int = LIMIT_BYTES) -> None:
        self._path = path
        self._limit = limit
        self._file = path.open("a", encoding="utf-8")

    def write(self, line: str) -> None:
        if self._file.tell() + len(line) > self._limit:
            self._file.close()
            self._path.replace(self._path.with_suffix(".log.1"))
            self._file = self._path.open("a", encoding="utf-8")
        self._file.write(line + "\n")
        self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
