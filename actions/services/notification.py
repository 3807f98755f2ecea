"""Tells the people of a department by e-mail that a ticket was opened."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from actions.domain.masking import mask_contacts
from actions.enums import TicketEventKind
from actions.models import Ticket, TicketEvent
from actions.selectors.assignees import people_to_tell
from actions.selectors.voices import ticket_voice
from actions.services.steps import note_step
from cem.accounts.access import system_actor
from cem.accounts.models import Organization
from cem.tenancy.context import tenant_context

logger = logging.getLogger(__name__)


class MailNotSentError(Exception):
    """Some of the people could not be told; another attempt tells only them."""


@dataclass(frozen=True)
class Recipient:
    membership_id: UUID
    name: str
    address: str


@dataclass(frozen=True)
class TicketMail:
    """A message ready to be sent, and whom it has to reach."""

    subject: str
    text: str
    html: str
    recipients: tuple[Recipient, ...]


def mail_ticket_opened(*, organization_id: UUID, ticket_id: UUID, still_working: Callable[[], None]) -> int:
    """Mail each person to be told once, one message for each, and return how many were sent.

    The mail server is spoken to outside of any transaction; each person who was mailed is noted in the ticket's
    history at once, and passed over by the next attempt. At least once: a process that is killed between the server's
    "accepted" and the note mails that one person again. Raises MailNotSentError when somebody could not be mailed, so
    that the outbox tries again later; everybody else has been mailed by then. `still_working` is called before each
    message and keeps the lease.
    """
    with tenant_context(organization_id):
        mail = _prepare(organization_id, ticket_id)
    if mail is None or not mail.recipients:
        return 0
    failed = 0
    connection = get_connection()
    try:
        for recipient in mail.recipients:
            still_working()
            try:
                _message(mail, recipient, connection).send()
            except (SMTPException, OSError) as error:
                failed += 1
                connection.close()
                logger.warning("ticket %s: a mail was not sent: %s", ticket_id, type(error).__name__)
                continue
            with tenant_context(organization_id):
                _note_sent(organization_id, ticket_id, recipient)
    finally:
        connection.close()
    if failed:
        raise MailNotSentError(f"{failed} of {len(mail.recipients)} mails were not sent")
    return len(mail.recipients)


def _prepare(organization_id: UUID, ticket_id: UUID) -> TicketMail | None:
    ticket = Ticket.objects.select_related("department", "organization").filter(pk=ticket_id).first()
    if ticket is None:
        return None
    notes = TicketEvent.objects.filter(ticket=ticket, kind=TicketEventKind.NOTIFIED)
    told = set(notes.values_list("changes__member", flat=True))
    recipients = tuple(
        Recipient(member.id, str(member.user), member.user.email)
        for member in people_to_tell(ticket.department_id)
        if str(member.id) not in told
    )
    organization = ticket.organization
    with translation.override(settings.LANGUAGE_CODE), timezone.override(organization.time_zone):
        return _write(ticket, organization, recipients)


def _write(ticket: Ticket, organization: Organization, recipients: tuple[Recipient, ...]) -> TicketMail:
    voice = ticket_voice(ticket.response_id)
    path = reverse("actions:ticket", args=[organization.slug, ticket.id])
    context = {
        "ticket": ticket,
        "organization_name": organization.name,
        "url": f"{settings.BASE_URL.rstrip('/')}{path}",
        "comment": mask_contacts(voice.comment),
        "survey_title": voice.survey_title,
        "wants_call": voice.has_contact,
    }
    subject = _("[%(organization)s] Ticket #%(number)d: %(title)s") % {
        "organization": organization.name,
        "number": ticket.number,
        "title": ticket.title,
    }
    return TicketMail(
        subject=" ".join(subject.split()),
        text=render_to_string("email/ticket_opened.txt", context),
        html=render_to_string("email/ticket_opened.html", context),
        recipients=recipients,
    )


def _message(mail: TicketMail, recipient: Recipient, connection: object) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[recipient.address], connection=connection)
    message.attach_alternative(mail.html, "text/html")
    return message


def _note_sent(organization_id: UUID, ticket_id: UUID, recipient: Recipient) -> None:
    ticket = Ticket.objects.select_related("organization").get(pk=ticket_id)
    note_step(
        actor=system_actor(ticket.organization),
        ticket=ticket,
        kind=TicketEventKind.NOTIFIED,
        member=str(recipient.membership_id),
        name=recipient.name,
    )
