"""Shapes of what the API says about definitions: checks, versions, differences."""

from typing import Any

from rest_framework import serializers

from surveys.domain.checker import Report
from surveys.domain.definition.difference import Change
from surveys.domain.texts import Problem
from surveys.models import SurveyVersion
from surveys.services.definition_words import change_text, finding_text, problem_text

# Whole numbers that every reader of JSON tells apart.
_EXACT = 2**53


class DocumentCheckInput(serializers.Serializer):
    definition = serializers.JSONField(help_text="A whole definition, of any schema; it is not saved.")


class PublishInput(serializers.Serializer):
    wording_only = serializers.ListField(
        child=serializers.CharField(max_length=82),
        max_length=200,
        required=False,
        default=list,
        help_text="Options as “key.option id” whose words were only corrected, and mean what they meant.",
    )


class RevertInput(serializers.Serializer):
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    revision = serializers.IntegerField(min_value=1, help_text="The revision you have read; another one is a conflict.")


class DifferenceQuery(serializers.Serializer):
    to = serializers.RegexField(r"^(draft|[1-9][0-9]{0,8})$", required=False, default="draft")


class ProblemOutput(serializers.Serializer):
    path = serializers.CharField(help_text="Where in the document, for example pages.0.questions.1.title.en.")
    code = serializers.CharField()
    message = serializers.CharField()


class FindingOutput(serializers.Serializer):
    severity = serializers.ChoiceField(choices=["error", "warning", "note"], help_text="An error stops publishing.")
    code = serializers.CharField()
    question = serializers.CharField(help_text="Key of the question it is about, or empty.")
    page = serializers.CharField(help_text="Id of the page it is about, or empty.")
    message = serializers.CharField()
    params = serializers.DictField()


class MinutesOutput(serializers.Serializer):
    expected = serializers.FloatField()
    least = serializers.FloatField()
    most = serializers.FloatField()


class PathsOutput(serializers.Serializer):
    count = serializers.IntegerField(allow_null=True, help_text="Null where it is too large for a number of JSON.")
    power = serializers.IntegerField(help_text="There are at least 10 to this power.")
    is_exact = serializers.BooleanField(help_text="Where it is not, there are at least so many.")


class CheckOutput(serializers.Serializer):
    can_publish = serializers.BooleanField(help_text="No problem and no finding that is an error.")
    problems = ProblemOutput(many=True, help_text="What is wrong with the document itself.")
    findings = FindingOutput(many=True, help_text="What the checker says; empty while there are problems.")
    minutes = MinutesOutput(allow_null=True)
    paths = PathsOutput(allow_null=True)


class VersionOutput(serializers.ModelSerializer):
    response_count = serializers.IntegerField(help_text="Responses to this version, tests left out.")
    updated_at = serializers.DateTimeField(source="published_at", help_text="A version never changes.")

    class Meta:
        model = SurveyVersion
        fields = ["id", "number", "published_at", "updated_at", "response_count"]


class VersionDetailOutput(serializers.ModelSerializer):
    definition = serializers.JSONField(help_text="As it was published.")

    class Meta:
        model = SurveyVersion
        fields = ["id", "number", "published_at", "definition"]


class ChangeOutput(serializers.Serializer):
    code = serializers.CharField()
    owner = serializers.CharField(help_text="Key of the question, or id of the page, ending, quota or experiment.")
    level = serializers.ChoiceField(
        choices=["note", "warning", "meaning"], help_text="“meaning”: stored answers would say something else."
    )
    message = serializers.CharField()
    params = serializers.DictField()


class DifferenceOutput(serializers.Serializer):
    of = serializers.IntegerField()
    to = serializers.CharField()
    changes = ChangeOutput(many=True)


def check_body(problems: list[Problem], report: Report | None) -> dict[str, Any]:
    """The members of CheckOutput."""
    findings = report.findings if report else ()
    return {
        "can_publish": report is not None and not report.errors,
        "problems": [{"path": one.path, "code": one.code, "message": problem_text(one)} for one in problems],
        "findings": [
            {
                "severity": one.severity,
                "code": one.code,
                "question": one.question,
                "page": one.page,
                "message": finding_text(one),
                "params": dict(one.params),
            }
            for one in findings
        ],
        "minutes": report and {name: getattr(report.duration, name) for name in ("expected", "least", "most")},
        "paths": report
        and {
            "count": report.paths.count if report.paths.count < _EXACT else None,
            "power": report.paths.power,
            "is_exact": report.paths.is_exact,
        },
    }


def change_body(change: Change) -> dict[str, Any]:
    """The members of ChangeOutput."""
    return {
        "code": change.code,
        "owner": change.owner,
        "level": change.level,
        "message": change_text(change),
        "params": dict(change.params),
    }
