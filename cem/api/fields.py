from datetime import datetime

from django.utils.translation import gettext_lazy as _
from rest_framework.serializers import DateTimeField


class Moment(DateTimeField):
    """A moment of our times. The first and last years there are cannot be told in every time zone."""

    default_error_messages = {"out_of_years": _("The year must lie between 1900 and 3000.")}

    def enforce_timezone(self, value: datetime) -> datetime:
        if not 1900 <= value.year <= 3000:
            self.fail("out_of_years")
        return super().enforce_timezone(value)
