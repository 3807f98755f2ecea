from uuid import UUID

from django.conf import settings

from cem.accounts.services.invitation_mail import mail_invitation
from cem.events.registry import Envelope, consumes


@consumes("member.invited", name="accounts.mail_invitation", queue="mail", own_transactions=True, lease_seconds=60)
def send_invitation(envelope: Envelope) -> None:
    mail_invitation(
        organization_id=envelope.organization_id,
        invitation_id=UUID(envelope.payload["invitation"]),
        event_id=envelope.event_id,
        language=envelope.payload.get("language", settings.LANGUAGE_CODE),
    )
