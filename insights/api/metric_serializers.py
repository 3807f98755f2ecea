"""Shapes of the metrics of the REST API."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from insights.domain.trend import Grain

LONGEST_DAYS = 3660


class MetricQuery(serializers.Serializer):
    """Which answers count. Days are those of the organisation's time zone; both ends are included."""

    survey = serializers.UUIDField(required=False, help_text="Only answers to this survey.")
    department = serializers.UUIDField(required=False, help_text="Only this department and everything below it.")
    to = serializers.DateField(required=False, help_text="Last day.")

    def get_fields(self) -> dict[str, serializers.Field]:
        # The name is a word of the language and cannot be a class attribute.
        return {**super().get_fields(), "from": serializers.DateField(required=False, help_text="First day.")}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        first, last = attrs.get("from"), attrs.get("to")
        if first and last and first > last:
            raise serializers.ValidationError({"from": [_("The first day lies after the last one.")]})
        return attrs


class TrendQuery(MetricQuery):
    """As for the figure; without `to` up to today, without `from` the 30 days up to then."""

    grain = serializers.ChoiceField(
        choices=[grain.value for grain in Grain], required=False, help_text="By default chosen by the length."
    )


class MetricFilters(serializers.Serializer):
    """The filters in force, as they were understood."""

    survey = serializers.UUIDField(allow_null=True)
    department = serializers.UUIDField(allow_null=True)
    to = serializers.DateField(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), "from": serializers.DateField(allow_null=True)}


class FigureOutput(serializers.Serializer):
    """A Net Promoter Score. `value` and `interval` are null where there is nothing to show."""

    value = serializers.FloatField(allow_null=True, help_text="100 x (share of promoters - share of detractors).")
    n = serializers.IntegerField(help_text="Number of answers.")
    interval = serializers.ListField(
        child=serializers.FloatField(), min_length=2, max_length=2, allow_null=True,
        help_text="95 % interval: lower and upper end (adjusted Wald, n + 3).",
    )  # fmt: skip
    promoters = serializers.IntegerField(help_text="Answers of 9 and 10.")
    passives = serializers.IntegerField(help_text="Answers of 7 and 8.")
    detractors = serializers.IntegerField(help_text="Answers of 0 to 6.")
    suppressed = serializers.BooleanField(
        help_text="There are answers, but fewer than minimum_n, and this is a member's view of departments."
    )


class NpsOutput(FigureOutput):
    formula = serializers.CharField(help_text="Id of the formula.")
    formula_version = serializers.IntegerField()
    minimum_n = serializers.IntegerField(help_text="From how many answers on figures of departments are shown.")
    filters = MetricFilters()


class TrendPointOutput(FigureOutput):
    start = serializers.DateField(help_text="First day of the day, ISO week or month.")


class TrendOutput(serializers.Serializer):
    formula = serializers.CharField()
    formula_version = serializers.IntegerField()
    minimum_n = serializers.IntegerField()
    filters = MetricFilters()
    grain = serializers.ChoiceField(choices=[grain.value for grain in Grain])
    points = TrendPointOutput(many=True)
