"""What the OpenAPI document says of pages and problems."""

from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers

from cem.api.views import PageQuery
from surveys.api.serializers import ProblemOutput

PAGE_PARAMETERS = [
    PageQuery,
    OpenApiParameter("cursor", str, description="Of the next or previous page, as the answer gives it."),
    OpenApiParameter("page_size", int, description="At most 500; 50 without it."),
]


def page_of(name: str, item: type[serializers.Serializer]) -> serializers.Serializer:
    """One cursor page of items."""
    fields = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": item(many=True),
    }
    return inline_serializer(name, fields)


def problems(*statuses: int) -> dict[tuple[int, str], type[serializers.Serializer]]:
    """The refusals of an operation; each is a problem document."""
    return {(status, "application/problem+json"): ProblemOutput for status in statuses}
