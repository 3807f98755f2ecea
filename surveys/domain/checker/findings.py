"""What the static checker says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# An error stops publishing; a warning should be looked at; a note is good to know.
ERROR, WARNING, NOTE = "error", "warning", "note"


@dataclass(frozen=True)
class Finding:
    """One thing found: `question` is a key, `page` an id; both are empty for what concerns the whole survey."""

    severity: str
    code: str
    question: str = ""
    page: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Duration:
    """Minutes to answer in the survey's own language: what is expected, the shortest path, the longest."""

    expected: float
    least: float
    most: float


@dataclass(frozen=True)
class Paths:
    """How many different sets of questions respondents can be asked. Not exact: there are at least so many."""

    count: int
    is_exact: bool

    @property
    def power(self) -> int:
        """The largest n with 10^n at most `count`."""
        return len(str(self.count)) - 1


@dataclass(frozen=True)
class Report:
    findings: tuple[Finding, ...]
    duration: Duration
    paths: Paths

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == ERROR)
