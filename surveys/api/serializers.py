"""Shapes of the management API: what comes in, and what goes out."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from surveys.enums import Channel, OncePer, Outcome, SurveyStatus
from surveys.models import Collector, Response, Survey, SurveyAccess
from surveys.selectors.doors import link_address
from surveys.selectors.responses import has_contact
from surveys.services.surveys import TITLE_LIMIT


class SurveyCreateInput(serializers.Serializer):
    template = serializers.CharField(
        max_length=40, required=False, default="", help_text="Name of a template of the library, for example nps."
    )
    definition = serializers.JSONField(
        required=False, default=None, help_text="A whole definition instead of a template; /schemas/survey/2.json."
    )
    title = serializers.CharField(max_length=TITLE_LIMIT, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if bool(attrs["template"]) == (attrs["definition"] is not None):
            raise serializers.ValidationError({"template": [_("Give either a template or a definition.")]})
        return attrs


class SurveyEditInput(serializers.Serializer):
    revision = serializers.IntegerField(min_value=1, help_text="The revision you have read; another one is a conflict.")
    title = serializers.CharField(max_length=TITLE_LIMIT, required=False)
    definition = serializers.JSONField(required=False, help_text="The whole definition; /schemas/survey/2.json.")


class SurveyQuery(serializers.Serializer):
    status = serializers.ChoiceField(choices=SurveyStatus.choices, required=False)


class SurveyOutput(serializers.ModelSerializer):
    version = serializers.IntegerField(
        source="version_number", allow_null=True, help_text="Number of the version that respondents see."
    )

    class Meta:
        model = Survey
        fields = ["id", "title", "template", "status", "revision", "version", "created_at", "updated_at"]


class SurveyDetailOutput(SurveyOutput):
    definition = serializers.JSONField(source="draft", help_text="The draft; published versions never change.")

    class Meta(SurveyOutput.Meta):
        fields = [*SurveyOutput.Meta.fields, "definition"]


class PublishedOutput(SurveyDetailOutput):
    link = serializers.CharField(help_text="Full address for respondents.")
    token = serializers.CharField()

    class Meta(SurveyDetailOutput.Meta):
        fields = [*SurveyDetailOutput.Meta.fields, "link", "token"]


class CollectorInput(serializers.Serializer):
    department = serializers.UUIDField()
    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.LINK)


class CollectorOutput(serializers.ModelSerializer):
    survey = serializers.UUIDField(source="survey_id")
    department = serializers.UUIDField(source="department_id")
    link = serializers.SerializerMethodField(help_text="Full address for respondents.")

    class Meta:
        model = Collector
        fields = ["id", "survey", "department", "name", "channel", "token", "link", "is_open", "created_at"]

    def get_link(self, collector: Collector) -> str:
        return link_address(collector.token)


class ResponseQuery(serializers.Serializer):
    survey = serializers.UUIDField(required=False)
    outcome = serializers.ChoiceField(choices=Outcome.choices, required=False)
    test = serializers.BooleanField(required=False, default=None, allow_null=True, help_text="Only tests, or none.")


class ResponseOutput(serializers.ModelSerializer):
    survey = serializers.UUIDField(source="survey_id")
    version = serializers.IntegerField(source="version.number")
    collector = serializers.UUIDField(source="collector_id")
    department = serializers.UUIDField(source="department_id")
    answers = serializers.SerializerMethodField(
        help_text="By question key, or `key@item` inside a loop. What identifies a person is never among them."
    )
    has_contact = serializers.SerializerMethodField()
    path = serializers.SerializerMethodField(
        help_text="Pages in the order of this respondent, each with what it showed."
    )
    dropped = serializers.SerializerMethodField(help_text="What was sent and not kept, and why.")
    arms = serializers.SerializerMethodField(help_text="The arm of each experiment, by its id.")
    over_quotas = serializers.SerializerMethodField(help_text="Quotas that were full where that is only noted.")
    context = serializers.SerializerMethodField(help_text="Device, browser, system, origin and place, as far as known.")
    quality = serializers.SerializerMethodField(help_text="How trustworthy it looks, with reasons; empty until judged.")

    class Meta:
        model = Response
        fields = [
            "id",
            "survey",
            "version",
            "collector",
            "department",
            "answers",
            "has_contact",
            "language",
            "outcome",
            "ending",
            "path",
            "dropped",
            "arms",
            "over_quotas",
            "context",
            "quality",
            "is_test",
            "excluded_at",
            "started_at",
            "seconds",
            "submitted_at",
            "updated_at",
        ]

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_answers(self, response: Response) -> dict[str, Any]:
        return response.answers

    @extend_schema_field({"type": "array", "items": {"type": "array", "items": {}}})
    def get_path(self, response: Response) -> list[Any]:
        return response.path

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_dropped(self, response: Response) -> dict[str, str]:
        return response.dropped

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_arms(self, response: Response) -> dict[str, str]:
        return response.arms

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_over_quotas(self, response: Response) -> list[str]:
        return response.over_quotas

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_context(self, response: Response) -> dict[str, Any]:
        return response.context

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_quality(self, response: Response) -> dict[str, Any]:
        return response.quality

    def get_has_contact(self, response: Response) -> bool:
        return has_contact(response)


class QuotaCellOutput(serializers.Serializer):
    id = serializers.CharField()
    limit = serializers.IntegerField()
    counted = serializers.IntegerField(help_text="Complete responses.")
    reserved = serializers.IntegerField(help_text="Seats held for people who are answering.")
    left = serializers.IntegerField()


class QuotaOutput(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    do = serializers.CharField(help_text="What happens on a full cell: end, screen_out, redirect or flag.")
    cells = QuotaCellOutput(many=True)


class QuotasOutput(serializers.Serializer):
    quotas = QuotaOutput(many=True)


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"})
class LocalTimeField(serializers.TimeField):
    """A time of day without a zone, which the format "time" of JSON Schema is not."""


class AccessInputSerializer(serializers.Serializer):
    password = serializers.CharField(
        max_length=100, required=False, allow_null=True, allow_blank=True,
        help_text="Absent or null keeps the one there is; an empty one takes it away.",
    )  # fmt: skip
    opens_at = serializers.DateTimeField(required=False, allow_null=True)
    closes_at = serializers.DateTimeField(required=False, allow_null=True)
    daily_from = LocalTimeField(required=False, allow_null=True, help_text="Local to time_zone.")
    daily_until = LocalTimeField(required=False, allow_null=True)
    time_zone = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        help_text="For example Asia/Shanghai; empty for the organisation's.",
    )
    response_limit = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=2**31 - 1)
    once_per = serializers.ChoiceField(choices=OncePer.choices, required=False, default=OncePer.NONE)
    once_days = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=3650, help_text="0: for ever."
    )
    close_text = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=500), required=False)
    is_test_open = serializers.BooleanField(required=False, default=False)


class AccessOutput(serializers.Serializer):
    has_password = serializers.SerializerMethodField()
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    daily_from = LocalTimeField(allow_null=True)
    daily_until = LocalTimeField(allow_null=True)
    time_zone = serializers.CharField()
    response_limit = serializers.IntegerField(allow_null=True)
    taken = serializers.IntegerField(help_text="Responses that count towards the limit.")
    once_per = serializers.ChoiceField(choices=OncePer.choices)
    once_days = serializers.IntegerField()
    close_text = serializers.DictField(child=serializers.CharField())
    is_test_open = serializers.BooleanField()

    def get_has_password(self, access: SurveyAccess) -> bool:
        return bool(access.password)


class ExportInput(serializers.Serializer):
    format = serializers.ChoiceField(choices=["csv", "xlsx"], default="xlsx")


class JobOutput(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    status = serializers.CharField()
    total = serializers.IntegerField(allow_null=True)
    done = serializers.IntegerField()
    error = serializers.CharField(allow_blank=True)
    file = serializers.CharField(allow_null=True, help_text="Where the file can be fetched once it is there.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
