"""What tickets learn from the other apps, and what they tell people."""

from uuid import UUID

from actions.services.notification import mail_ticket_opened
from actions.services.opening import ScoredResponse, open_ticket
from actions.services.rules import install_default_rule
from cem.accounts.access import Actor, system_actor
from cem.accounts.models import Organization
from cem.events.registry import Envelope, consumes
from cem.events.services import renew_lease

MAIL_CONSUMER = "actions.mail_ticket_opened"
MAIL_LEASE_SECONDS = 120


@consumes("response.scored", name="actions.open_ticket")
def open_ticket_for_score(envelope: Envelope) -> None:
    payload = envelope.payload
    scored = ScoredResponse(
        response=UUID(payload["response"]),
        survey=UUID(payload["survey"]),
        department=UUID(payload["department"]),
        metric=payload["metric"],
        score=int(payload["score"]),
    )
    open_ticket(actor=_product(envelope), scored=scored)


@consumes("organization.created", name="actions.install_default_rule")
def give_first_rule(envelope: Envelope) -> None:
    install_default_rule(actor=_product(envelope))


@consumes("ticket.opened", name=MAIL_CONSUMER, queue="mail", own_transactions=True, lease_seconds=MAIL_LEASE_SECONDS)
def tell_department(envelope: Envelope) -> None:
    """Speaks to a mail server, so it opens its transactions itself: no row stays locked while the server is slow."""

    def still_working() -> None:
        renew_lease(event_id=envelope.event_id, consumer=MAIL_CONSUMER, seconds=MAIL_LEASE_SECONDS)

    mail_ticket_opened(
        organization_id=envelope.organization_id,
        ticket_id=UUID(envelope.payload["ticket"]),
        still_working=still_working,
    )


def _product(envelope: Envelope) -> Actor:
    return system_actor(Organization.objects.get(pk=envelope.organization_id))
