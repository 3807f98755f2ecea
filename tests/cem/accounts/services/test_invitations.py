import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone, translation

from cem.accounts.enums import InvitationState, Role
from cem.accounts.models import DepartmentMember, Invitation, Membership, User
from cem.accounts.services.invitation_mail import invitation_token, mail_invitation
from cem.accounts.services.invitations import (
    accept_as_new_person,
    accept_invitation,
    invite_member,
    resend_invitation,
    revoke_invitation,
)
from cem.audit.models import AuditEntry
from cem.events.models import Event
from cem.refusal import Refusal
from tests.factories.accounts import PASSWORD, Tenant, World
from tests.factories.events import run_deliveries

ADDRESS = "new.person@example.com"


def invite(tenant: Tenant, *, by: Role = Role.OWNER, email: str = ADDRESS, role: Role = Role.FRONTLINE) -> Invitation:
    with tenant.context():
        return invite_member(
            actor=tenant.actor(by), email=email, role=role, department_id=tenant.departments["上海店"].pk
        )


def mailed_token() -> str:
    return re.search(r"/invitations/([0-9a-f]{64})/", mail.outbox[-1].body).group(1)


def test_invite_mails_a_link_and_stores_no_token(world: World):
    invitation = invite(world.ours, email="New.Person@Example.com ")
    assert invitation.email == ADDRESS
    assert invitation.token_hash is None
    assert run_deliveries() == 1
    [message] = mail.outbox
    assert message.to == [ADDRESS]
    token = mailed_token()
    invitation.refresh_from_db()
    assert invitation.sent_at is not None
    assert invitation.state == InvitationState.OPEN
    with world.ours.context():
        [event] = Event.objects.filter(name="member.invited")
        assert event.payload == {"invitation": str(invitation.pk), "language": "zh-hans"}
        [entry] = AuditEntry.objects.filter(action="member.invited")
        assert entry.target_label == ADDRESS
        assert entry.changes == {"role": "frontline", "departments": ["上海店"]}
    assert token not in str(Invitation.objects.values().get())


def test_mail_speaks_the_language_of_the_inviter(world: World):
    with translation.override("en"):
        invite(world.ours)
    run_deliveries()
    assert mail.outbox[0].subject == "晨光零售 invites you"
    assert "Frontline staff" in mail.outbox[0].body
    html, kind = mail.outbox[0].alternatives[0]
    assert kind == "text/html"
    assert mailed_token() in html


def test_delivery_that_is_tried_again_mails_the_same_link(world: World):
    invitation = invite(world.ours)
    with world.ours.context():
        event = Event.objects.get(name="member.invited")
    what = {
        "organization_id": world.ours.id,
        "invitation_id": invitation.pk,
        "event_id": event.pk,
        "language": "en",
    }
    mail_invitation(**what)
    # As if the worker was killed after the mail went out and before it was noted.
    Invitation.objects.update(sent_at=None)
    mail_invitation(**what)
    assert len(mail.outbox) == 2
    assert mailed_token() == invitation_token(event.pk)
    assert mail.outbox[0].body == mail.outbox[1].body
    mail_invitation(**what)
    assert len(mail.outbox) == 2


def test_resend_makes_another_link_and_starts_the_time_anew(world: World):
    invitation = invite(world.ours)
    run_deliveries()
    first = mailed_token()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    with world.ours.context():
        resend_invitation(actor=world.ours.actor(Role.ADMINISTRATOR), invitation=invitation)
    run_deliveries()
    assert len(mail.outbox) == 2
    assert mailed_token() != first
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.OPEN


@pytest.mark.parametrize("state", [InvitationState.ACCEPTED, InvitationState.REVOKED])
def test_settled_invitation_is_not_sent_again(world: World, state: InvitationState):
    invitation = invite(world.ours)
    Invitation.objects.update(**{f"{state.value}_at": timezone.now()})
    run_deliveries()
    assert mail.outbox == []
    with world.ours.context(), pytest.raises(Refusal) as refusal:
        resend_invitation(actor=world.ours.actor(Role.OWNER), invitation=invitation)
    assert refusal.value.code == f"invitation_{state.value}"
    assert run_deliveries() == 0


def test_invite_refused_for_members(world: World):
    with pytest.raises(Refusal) as refusal:
        invite(world.ours, email="analyst@ours.example")
    assert refusal.value.code == "already_member"
    assert Invitation.objects.count() == 0


def test_member_of_another_organization_can_be_invited(world: World):
    invitation = invite(world.ours, email="analyst@theirs.example")
    membership = accept_invitation(invitation=invitation, user=world.theirs.user(Role.ANALYST))
    assert membership.organization == world.ours.organization
    assert Membership.objects.filter(user=world.theirs.user(Role.ANALYST)).count() == 2


def test_invite_twice_refused_and_after_expiry_allowed(world: World):
    invite(world.ours)
    with pytest.raises(Refusal) as refusal:
        invite(world.ours)
    assert refusal.value.code == "already_invited"
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    invite(world.ours)
    assert sorted(invitation.state.value for invitation in Invitation.objects.all()) == ["open", "revoked"]


def test_administrator_does_not_offer_ownership(world: World):
    with pytest.raises(Refusal) as refusal:
        invite(world.ours, by=Role.ADMINISTRATOR, role=Role.OWNER)
    assert refusal.value.code == "owners_only"
    assert Invitation.objects.count() == 0
    assert invite(world.ours, by=Role.OWNER, role=Role.OWNER).role == Role.OWNER


def test_accept_as_new_person_opens_an_account_with_a_verified_address(world: World):
    membership = accept_as_new_person(invitation=invite(world.ours), name=" 王小雨 ", password=PASSWORD)
    user = membership.user
    assert (user.email, user.name) == (ADDRESS, "王小雨")
    assert user.check_password(PASSWORD)
    assert EmailAddress.objects.filter(user=user, email=ADDRESS, verified=True, primary=True).count() == 1
    assert membership.role == Role.FRONTLINE
    with world.ours.context():
        assert DepartmentMember.objects.get(membership=membership).department.name == "上海店"
        [entry] = AuditEntry.objects.filter(action="member.joined")
        assert entry.actor_label == "王小雨"


def test_accept_twice_refused(world: World):
    invitation = invite(world.ours)
    membership = accept_as_new_person(invitation=invitation, name="王小雨", password=PASSWORD)
    with pytest.raises(Refusal) as refusal:
        accept_invitation(invitation=invitation, user=membership.user)
    assert (refusal.value.code, refusal.value.status) == ("invitation_accepted", 410)
    assert Membership.objects.filter(user=membership.user).count() == 1


@pytest.mark.parametrize("state", ["expired", "revoked"])
def test_accept_refused_when_no_longer_open(world: World, state: str):
    invitation = invite(world.ours)
    if state == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        with world.ours.context():
            revoke_invitation(actor=world.ours.actor(Role.OWNER), invitation=invitation)
    with pytest.raises(Refusal) as refusal:
        accept_as_new_person(invitation=invitation, name="王小雨", password=PASSWORD)
    assert refusal.value.code == f"invitation_{state}"
    assert not User.objects.filter(email=ADDRESS).exists()


def test_accept_refused_for_another_address(world: World):
    invitation = invite(world.ours)
    with pytest.raises(Refusal) as refusal:
        accept_invitation(invitation=invitation, user=world.theirs.user(Role.ANALYST))
    assert refusal.value.code == "other_address"
    assert not Membership.objects.filter(
        user=world.theirs.user(Role.ANALYST), organization=world.ours.organization
    ).exists()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
