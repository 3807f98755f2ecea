"""Shows who wants to be called, and notes who looked."""

from django.db import transaction

from cem.accounts.access import Actor
from cem.audit.services import record_audit
from surveys import policies
from surveys.models import Response
from surveys.selectors.responses import read_contact


@transaction.atomic
def reveal_contact(*, actor: Actor, response: Response) -> dict[str, str] | None:
    """Name and number of a respondent in clear (`{"name", "phone"}`), None when there are none to show."""
    policies.REVEAL_CONTACT.require(actor)
    contact = read_contact(response)
    if contact is not None:
        record_audit(actor=actor, action="response.contact_revealed", target=response)
    return contact
