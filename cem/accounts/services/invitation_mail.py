"""Sends the mail with the link of an invitation."""

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from cem.accounts.enums import InvitationState
from cem.accounts.models import Invitation
from cem.accounts.selectors.actors import secret_hash
from cem.tenancy.context import tenant_context


def invitation_token(event_id: UUID) -> str:
    """The token of one mail: 256 bits that only this installation's secret gives.

    It follows from the event, so that a delivery which is tried again mails the same link, and a re-send, which is
    another event, a new one. Nothing that is stored leads to it.
    """
    return salted_hmac("cem.accounts.invitation", str(event_id), algorithm="sha256").hexdigest()


def mail_invitation(*, organization_id: UUID, invitation_id: UUID, event_id: UUID, language: str) -> None:
    """Make the link valid, then mail it; does nothing for an invitation that is settled or was mailed since.

    The mail server is spoken to outside any transaction: it may be slow, and no row waits for it.
    """
    token = invitation_token(event_id)
    with tenant_context(organization_id):
        invitation = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("organization", "invited_by")
            .filter(pk=invitation_id, organization_id=organization_id)
            .first()
        )
        if invitation is None or invitation.state != InvitationState.OPEN or invitation.sent_at is not None:
            return
        invitation.token_hash = secret_hash(token)
        invitation.save(update_fields=["token_hash"])
    with translation.override(language):
        _message(invitation, token).send()
    Invitation.objects.filter(pk=invitation.pk, token_hash=secret_hash(token)).update(sent_at=timezone.now())


def _message(invitation: Invitation, token: str) -> EmailMultiAlternatives:
    context = {
        "invitation": invitation,
        "organization": invitation.organization,
        "inviter": str(invitation.invited_by) if invitation.invited_by else "",
        "link": settings.BASE_URL.rstrip("/") + reverse("accounts:accept_invitation", args=[token]),
        "days": settings.INVITATION_AGE.days,
    }
    subject = _("%(organization)s invites you") % {"organization": invitation.organization.name}
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string("accounts/mail/invitation.txt", context),
        to=[invitation.email],
    )
    message.attach_alternative(render_to_string("accounts/mail/invitation.html", context), "text/html")
    return message
