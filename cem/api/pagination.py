from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor as Position
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from cem.api.fields import Moment

PAGE_SIZE = 50
LARGEST_PAGE = 500


class PageQuery(serializers.Serializer):
    """What every list takes beside its own filters."""

    cursor = serializers.CharField(
        required=False, max_length=400, help_text="Of the next or previous page, as an answer gives it."
    )
    page_size = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST_PAGE, help_text=f"{PAGE_SIZE} without it."
    )
    updated_since = Moment(required=False, help_text="Only what was made or changed at this moment or later.")


class Cursor(CursorPagination):
    """Newest first. Ids are time-ordered, so that a page never repeats or misses a row while others are written."""

    page_size = PAGE_SIZE
    max_page_size = LARGEST_PAGE
    page_size_query_param = "page_size"
    ordering = "-id"

    def decode_cursor(self, request: Request) -> Position | None:
        """Raises ValidationError (400) for a cursor that no answer has given."""
        try:
            found = super().decode_cursor(request)
            if found is not None:
                UUID(found.position or "")
        except (NotFound, ValueError):
            raise ValidationError({"cursor": [_("No answer has given this cursor.")]}) from None
        return found
