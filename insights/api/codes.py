"""The refusals of insights that partners meet."""

from django.utils.translation import gettext_lazy as _

from cem.api.codes import Code

CODES = {
    "no_row_taken": Code(422, _("None of the rows could be taken. “errors” tells why by index, counted from 0.")),
}
