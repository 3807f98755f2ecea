"""Offers places in an organisation by mail, and gives them to those who accept."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from cem.accounts import policies
from cem.accounts.access import Actor
from cem.accounts.enums import InvitationState, Role
from cem.accounts.models import Department, DepartmentMember, Invitation, Membership, User
from cem.accounts.selectors.actors import member_actor
from cem.accounts.services.members import require_departments
from cem.accounts.services.organizations import lock_organization
from cem.accounts.services.users import confirm_address, open_account
from cem.audit.services import record_audit
from cem.events.outbox import record_event
from cem.refusal import Refusal
from cem.tenancy.context import tenant_context


@transaction.atomic
def invite_member(*, actor: Actor, email: str, role: Role, department_id: UUID) -> Invitation:
    """Offer a place to an address; the mail goes out by the event `member.invited`.

    Raises Refusal when the address is a member or invited already, when the department does not exist, and when
    somebody who is no owner offers ownership.
    """
    policies.MANAGE_MEMBERS.require(actor)
    if role == Role.OWNER and not policies.MANAGE_OWNERS.allows(actor):
        raise Refusal("owners_only", _("Only an owner may make, change or remove owners."), status=403)
    email = email.strip().lower()
    [department] = require_departments({department_id})
    organization = lock_organization(actor.organization.id)
    _require_no_member(organization.id, email)
    _make_room(organization.id, email)
    invitation = Invitation.objects.create(
        organization=organization,
        email=email,
        role=role,
        department_id=department.pk,
        invited_by_id=actor.user_id,
        expires_at=timezone.now() + settings.INVITATION_AGE,
    )
    _ask_for_mail(invitation)
    record_audit(
        actor=actor,
        action="member.invited",
        target=invitation,
        changes={"role": role.value, "departments": [department.name]},
    )
    return invitation


@transaction.atomic
def resend_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """Send a new link and start the time anew; the link of before stops working. Raises Refusal when it is settled."""
    policies.MANAGE_MEMBERS.require(actor)
    invitation = _locked(invitation)
    if invitation.state not in {InvitationState.OPEN, InvitationState.EXPIRED}:
        raise _settled(invitation.state)
    invitation.token_hash = None
    invitation.sent_at = None
    invitation.expires_at = timezone.now() + settings.INVITATION_AGE
    invitation.save(update_fields=["token_hash", "sent_at", "expires_at"])
    _ask_for_mail(invitation)
    record_audit(actor=actor, action="invitation.resent", target=invitation)


@transaction.atomic
def revoke_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """Withdraw an offer; its link stops working. Raises Refusal when it was accepted."""
    policies.MANAGE_MEMBERS.require(actor)
    invitation = _locked(invitation)
    if invitation.state == InvitationState.ACCEPTED:
        raise _settled(invitation.state)
    if invitation.state == InvitationState.REVOKED:
        return
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    record_audit(actor=actor, action="invitation.revoked", target=invitation)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User) -> Membership:
    """Make the user a member. The user has followed the mailed link, so that the address is theirs.

    Raises Refusal when the invitation is no longer open, when it was sent to another address, when the user is a
    member already, or when the department is gone.
    """
    invitation = _locked(invitation)
    if invitation.state != InvitationState.OPEN:
        raise _settled(invitation.state)
    if user.email.lower() != invitation.email:
        raise Refusal("other_address", _("This invitation was sent to another e-mail address."), status=403)
    _require_no_member(invitation.organization_id, invitation.email)
    membership = Membership.objects.create(organization=invitation.organization, user=user, role=invitation.role)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    confirm_address(user)
    with tenant_context(invitation.organization_id):
        if not Department.objects.filter(pk=invitation.department_id).exists():
            raise Refusal("department_gone", _("The department you were invited to is gone. Ask for a new invitation."))
        DepartmentMember.objects.create(membership=membership, department_id=invitation.department_id)
        record_audit(
            actor=member_actor(membership),
            action="member.joined",
            target=membership,
            changes={"role": invitation.role},
        )
    return membership


@transaction.atomic
def accept_as_new_person(*, invitation: Invitation, name: str, password: str) -> Membership:
    """Open an account for the invited address and make it a member. Raises Refusal as `accept_invitation` does."""
    invitation = _locked(invitation)
    if invitation.state != InvitationState.OPEN:
        raise _settled(invitation.state)
    if User.objects.filter(email=invitation.email).exists():
        raise Refusal("sign_in_first", _("There is an account for this address already. Sign in to accept."))
    user = open_account(email=invitation.email, name=name, password=password)
    return accept_invitation(invitation=invitation, user=user)


def _ask_for_mail(invitation: Invitation) -> None:
    """The token is no part of the event: events are kept, and a kept link would open the door for who reads it."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    record_event("member.invited", {"invitation": str(invitation.pk), "language": language})


def _require_no_member(organization_id: UUID, email: str) -> None:
    member = Membership.objects.filter(organization_id=organization_id, user__email=email).first()
    if member is None:
        return
    message = (
        _("This person is a member already.")
        if member.is_active
        else _("This person was a member and is deactivated. Reactivate them in the list instead.")
    )
    raise Refusal("already_member", message, errors={"email": [message]})


def _make_room(organization_id: UUID, email: str) -> None:
    """One open invitation for each address; one that ran out gives way."""
    for earlier in Invitation.objects.filter(
        organization_id=organization_id, email=email, accepted_at=None, revoked_at=None
    ):
        if earlier.state == InvitationState.OPEN:
            message = _("This address is invited already. You can send the mail again from the list.")
            raise Refusal("already_invited", message, errors={"email": [message]}, status=409)
        Invitation.objects.filter(pk=earlier.pk).update(revoked_at=timezone.now())


def _locked(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",)).select_related("organization").get(pk=invitation.pk)


def _settled(state: InvitationState) -> Refusal:
    messages = {
        InvitationState.ACCEPTED: _("This invitation was accepted already."),
        InvitationState.REVOKED: _("This invitation was withdrawn."),
        InvitationState.EXPIRED: _("This invitation has expired. Ask for a new one."),
    }
    return Refusal(f"invitation_{state.value}", messages[state], status=410)
