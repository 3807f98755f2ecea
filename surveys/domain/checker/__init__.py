"""The static checker: reads a sound survey and says what will go wrong with it before anybody answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from surveys.domain.checker.duration import estimate_duration
from surveys.domain.checker.findings import ERROR, NOTE, WARNING, Duration, Finding, Paths, Report
from surveys.domain.checker.order import check_order
from surveys.domain.checker.paths import PathCount
from surveys.domain.checker.quotas import check_quotas
from surveys.domain.checker.reach import check_reach
from surveys.domain.checker.survey import Checked
from surveys.domain.checker.words import check_words
from surveys.domain.definition import Definition, read_definition, upgrade
from surveys.domain.definition.checks import check_upgraded
from surveys.domain.definition.difference import meaning_changes
from surveys.domain.definition.reading import read_sound
from surveys.domain.texts import Problem

LONG_SURVEY = 15
_RANK = {ERROR: 0, WARNING: 1, NOTE: 2}

__all__ = ["ERROR", "NOTE", "WARNING", "Duration", "Finding", "Paths", "Report", "check_document", "check_survey"]


def check_document(raw: Any, earlier: Sequence[Definition] = ()) -> tuple[list[Problem], Report | None]:
    """The problems of any document, and the checker's report where it has none. Never raises."""
    upgraded = upgrade(raw)
    problems = check_upgraded(upgraded)
    return (problems, None) if problems else ([], _report(Checked(upgraded, read_sound(upgraded)), earlier))


def check_survey(raw: Mapping[str, Any], earlier: Sequence[Definition] = ()) -> Report:
    """Everything the checker finds in a document, errors first, and its length.

    `earlier` are the versions that have answers, oldest first. Raises InvalidDefinitionError for an unsound document.
    """
    return _report(Checked(upgrade(raw), read_definition(raw)), earlier)


def _report(survey: Checked, earlier: Sequence[Definition]) -> Report:
    found = [*check_order(survey), *check_reach(survey), *check_quotas(survey), *check_words(survey)]
    for change in meaning_changes(earlier, survey.definition):
        code = "option_id_reused" if change.code.endswith("_id_reused") else change.code
        page = survey.page_of[change.owner].id
        found.append(Finding(ERROR, code, change.owner, page, dict(change.params)))
    duration = estimate_duration(survey)
    if duration.expected > LONG_SURVEY:
        found.append(Finding(WARNING, "long_survey", params={"minutes": duration.expected, "most": LONG_SURVEY}))
    once = {
        (finding.code, finding.question, finding.page, str(sorted(finding.params.items()))): finding
        for finding in found
    }
    ordered = sorted(once.values(), key=lambda finding: _RANK[finding.severity])
    return Report(tuple(ordered), duration, PathCount(survey).count())
