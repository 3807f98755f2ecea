"""The refusals of actions that partners meet."""

from django.utils.translation import gettext_lazy as _

from cem.api.codes import Code

CODES = {
    "input_missing": Code(422, _("The step needs a cause or a note. “errors” names what is missing.")),
    "note_empty": Code(422, _("A note needs text.")),
    "ticket_changed": Code(409, _("Somebody has taken a step since the revision you sent. Read the ticket again.")),
    "transition_not_possible": Code(409, _("From its status the ticket cannot go there. See “possible_transitions”.")),
    "unknown_state": Code(422, _("There is no such status of a ticket.")),
}
