"""What the feedback API takes and gives."""

from typing import Any

from rest_framework import serializers

from cem.api.fields import Moment
from insights.enums import FeedbackKind, Polarity
from insights.models import Feedback

MOST_ROWS = 500


class FeedbackQuery(serializers.Serializer):
    """Filters of the list. `from` is included, `to` is not; both are moments (ISO 8601)."""

    source = serializers.CharField(required=False, max_length=60)
    polarity = serializers.ChoiceField(required=False, choices=Polarity.choices)
    survey = serializers.UUIDField(required=False)
    to = Moment(required=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), "from": Moment(required=False)}


class FeedbackDepartment(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    code = serializers.CharField()


class FeedbackOutput(serializers.ModelSerializer):
    """One voice. `polarity`, `score` (0 negative to 1 positive) and `keywords` are null until it has been read."""

    department = FeedbackDepartment()
    rating = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True, coerce_to_string=False)
    survey = serializers.UUIDField(source="survey_id", allow_null=True)
    response = serializers.UUIDField(source="response_id", allow_null=True)
    polarity = serializers.ChoiceField(choices=Polarity.choices, allow_null=True)
    score = serializers.FloatField(allow_null=True)
    keywords = serializers.ListField(child=serializers.CharField(), allow_null=True)

    class Meta:
        model = Feedback
        fields = (
            "id", "source", "source_id", "kind", "department", "text", "occurred_at", "rating", "author", "product",
            "touchpoint", "language", "survey", "response", "is_voice", "polarity", "score", "keywords", "updated_at",
        )  # fmt: skip


class FeedbackRowInput(serializers.Serializer):
    """One voice as its source knows it. `source` and `source_id` together say which one it is."""

    source = serializers.CharField(max_length=60)
    source_id = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=20_000)
    kind = serializers.ChoiceField(choices=FeedbackKind.choices, default=FeedbackKind.REVIEW)
    department = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="Code or name; the headquarters when it is left out.",
    )
    occurred_at = Moment(required=False, allow_null=True)
    rating = serializers.DecimalField(
        max_digits=4, decimal_places=2, min_value=0, max_value=10, required=False, allow_null=True
    )
    author = serializers.CharField(required=False, allow_blank=True, max_length=120)
    product = serializers.CharField(required=False, allow_blank=True, max_length=120)
    touchpoint = serializers.CharField(required=False, allow_blank=True, max_length=80)
    language = serializers.RegexField(
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", required=False, allow_blank=True, max_length=10
    )


class FeedbackInputBody(serializers.Serializer):
    """At most 500 rows. They are checked one by one, so that one bad row does not hold back the others."""

    feedback = serializers.ListField(
        child=serializers.DictField(), allow_empty=False, max_length=MOST_ROWS, min_length=1
    )


class FeedbackInputDocument(serializers.Serializer):
    """The body as the OpenAPI document describes it."""

    feedback = FeedbackRowInput(many=True, max_length=MOST_ROWS)


class FeedbackRowError(serializers.Serializer):
    """Why the row at `index` (counted from 0) was not taken: messages by field."""

    index = serializers.IntegerField()
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))


class FeedbackWritten(serializers.Serializer):
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    rejected = serializers.IntegerField()
    errors = FeedbackRowError(many=True)


def as_lists(errors: Any) -> dict[str, list[str]]:
    """A serializer's errors as plain lists of sentences by field."""
    return {name: [str(error) for error in found] for name, found in errors.items()}
