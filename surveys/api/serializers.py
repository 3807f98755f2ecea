"""Shapes of the management API: what comes in, and what goes out."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from surveys.enums import Channel, SurveyStatus
from surveys.models import Collector, Response, Survey
from surveys.selectors.doors import link_address
from surveys.services.surveys import TITLE_LIMIT


class SurveyCreateInput(serializers.Serializer):
    template = serializers.CharField(max_length=40, help_text="Name of a template of the library, for example nps.")
    title = serializers.CharField(max_length=TITLE_LIMIT, required=False, allow_blank=True, default="")


class SurveyEditInput(serializers.Serializer):
    revision = serializers.IntegerField(min_value=1, help_text="The revision you have read; another one is a conflict.")
    title = serializers.CharField(max_length=TITLE_LIMIT, required=False)
    definition = serializers.JSONField(required=False, help_text="The whole definition; see the detail of a survey.")


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


class ResponseOutput(serializers.ModelSerializer):
    survey = serializers.UUIDField(source="survey_id")
    version = serializers.IntegerField(source="version.number")
    collector = serializers.UUIDField(source="collector_id")
    department = serializers.UUIDField(source="department_id")
    answers = serializers.SerializerMethodField(help_text="By question key. Name and number are never among them.")
    has_contact = serializers.SerializerMethodField()

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
            "submitted_at",
            "updated_at",
        ]

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_answers(self, response: Response) -> dict[str, Any]:
        return response.answers

    def get_has_contact(self, response: Response) -> bool:
        return bool(response.contact)


class ClientAnswersInput(serializers.Serializer):
    link = serializers.CharField(max_length=500, help_text="The token of a link, or its full address.")
    answers = serializers.JSONField(help_text="An object with a member for each question key.")
    idempotency_key = serializers.CharField(
        max_length=64,
        required=False,
        help_text="Of your choice, one for each respondent and visit. A repeat with it gives the first response again.",
    )
    language = serializers.CharField(max_length=10, required=False, help_text="The language that was answered in.")
    version = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, help_text="The version that was shown; the newest without it."
    )


class ClientAcceptedOutput(serializers.Serializer):
    id = serializers.UUIDField()


class ClientSurveyOutput(serializers.Serializer):
    token = serializers.CharField()
    version = serializers.IntegerField()
    organization = serializers.CharField()
    language = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    definition = serializers.JSONField(help_text="As published; {organization} stands for the organisation's name.")
