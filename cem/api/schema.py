"""The parts of which views make their description for the OpenAPI document."""

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from cem.api.errors import CONTENT_TYPE
from cem.api.pagination import PageQuery

__all__ = ["PageQuery", "Problem", "page_of", "problems"]


class Problem(serializers.Serializer):
    """Every refusal (RFC 9457). `code` is for programs and never changes its meaning; `detail` is for people."""

    type = serializers.CharField(help_text="Where the code is explained.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField(help_text="In the language of the Accept-Language header.")
    errors = serializers.DictField(required=False, help_text="By field: what to mend.")


def page_of(name: str, item: type[serializers.Serializer]) -> serializers.Serializer:
    """One cursor page of items."""
    fields = {
        "next": serializers.URLField(allow_null=True, help_text="Address of the next page; null on the last one."),
        "previous": serializers.URLField(allow_null=True),
        "results": item(many=True),
    }
    return inline_serializer(name, fields)


def problems(*statuses: int) -> dict[tuple[int, str], type[serializers.Serializer]]:
    """The refusals of an operation beyond those that every one has (`cem.api.openapi` adds them)."""
    return {(status, CONTENT_TYPE): Problem for status in statuses}
