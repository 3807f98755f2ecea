"""The contract of a text analyser, and the analysers by name.

An analyser is expensive to build (it loads a model) and safe to share, so each is built on first use and kept for
the life of the process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Protocol

from insights.domain.text.reading import Reading


class Analyser(Protocol):
    """`name` and `version` are stored with every analysis: a new version means that texts may be read again."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading per text, in the same order; no text makes it fail."""
        ...


AnalyserFactory = Callable[[Path | None], Analyser]


class UnknownAnalyserError(LookupError):
    """No analyser is registered under this name."""


def _snownlp(cache_dir: Path | None) -> Analyser:
    # Here and not above: the module stands on this one.
    from insights.domain.text.snownlp_analyser import SnowNlpAnalyser

    return SnowNlpAnalyser(cache_dir=cache_dir)


_factories: dict[str, AnalyserFactory] = {"snownlp": _snownlp}
_built: dict[str, Analyser] = {}
_lock = Lock()


def register_analyser(name: str, factory: AnalyserFactory) -> None:
    """Make an analyser known. Raises ValueError when the name is taken."""
    with _lock:
        if name in _factories:
            raise ValueError(f"analyser {name!r} is already registered")
        _factories[name] = factory


def analyser_names() -> list[str]:
    return sorted(_factories)


def get_analyser(name: str, cache_dir: Path | None = None) -> Analyser:
    """The process-wide analyser of that name; raises UnknownAnalyserError.

    `cache_dir` is a writable directory where it may keep a prepared form of its model; only the first call's value
    counts.
    """
    with _lock:
        if name not in _built:
            if name not in _factories:
                raise UnknownAnalyserError(name)
            _built[name] = _factories[name](cache_dir)
        return _built[name]
