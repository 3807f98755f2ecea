import pytest
from django.core.exceptions import PermissionDenied

from actions.models import TicketEvent
from actions.selectors.assignees import people_to_tell, possible_assignees
from actions.services.assignment import assign_ticket
from cem.accounts.enums import Role
from cem.audit.models import AuditEntry
from cem.events.models import Event
from cem.refusal import Refusal
from cem.tenancy.models import uuid7
from tests.factories.accounts import add_member
from tests.factories.actions import make_ticket


def test_assigning_gives_the_ticket_and_notes_it(world):
    ticket = make_ticket(world.ours)
    member = world.ours.memberships[Role.FRONTLINE]
    with world.ours.context():
        saved = assign_ticket(actor=world.ours.actor(), ticket=ticket, assignee=member.id, expected=1)
        saved.refresh_from_db()
        assert (saved.assignee_id, saved.status, saved.revision) == (member.id, "assigned", 2)
        event = TicketEvent.objects.get(ticket=ticket, kind="assigned")
        assert (event.from_status, event.to_status) == ("new", "assigned")
        assert event.changes["assignee_name"] == str(member.user)
        assert Event.objects.get().payload == {"ticket": str(ticket.id), "from": "new", "to": "assigned"}
        assert AuditEntry.objects.get().action == "ticket.assigned"


def test_handing_over_an_assigned_ticket_is_no_change_of_status(world):
    ticket = make_ticket(world.ours, status="assigned", assignee=Role.CX_MANAGER)
    with world.ours.context():
        member = world.ours.memberships[Role.FRONTLINE]
        assign_ticket(actor=world.ours.actor(), ticket=ticket, assignee=member.id)
        assert not Event.objects.exists()
        event = TicketEvent.objects.get(ticket=ticket, kind="assigned")
        assert event.changes["from_assignee"] == str(world.ours.memberships[Role.CX_MANAGER].id)


def refused(world, ticket, assignee, **given):
    with world.ours.context():
        before = type(ticket).objects.values().get(pk=ticket.pk)
        with pytest.raises(Refusal) as refusal:
            assign_ticket(actor=world.ours.actor(), ticket=ticket, assignee=assignee, **given)
        assert type(ticket).objects.values().get(pk=ticket.pk) == before
        assert not Event.objects.exists()
        assert not AuditEntry.objects.exists()
    return refusal.value.code, refusal.value.status


def test_member_who_cannot_see_the_department_is_refused(world):
    elsewhere = colleague(world, Role.FRONTLINE, "北京店")
    assert refused(world, make_ticket(world.ours), elsewhere.id) == ("assignee_not_possible", 422)


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.ANALYST])
def test_member_who_only_reads_is_refused(world, role):
    assert refused(world, make_ticket(world.ours), world.ours.memberships[role].id) == ("assignee_not_possible", 422)


def test_inactive_member_is_refused(world):
    member = world.ours.memberships[Role.FRONTLINE]
    member.is_active = False
    member.save()
    assert refused(world, make_ticket(world.ours), member.id) == ("assignee_not_possible", 422)


def test_member_of_another_organization_and_unknown_id_are_refused(world):
    ticket = make_ticket(world.ours)
    assert refused(world, ticket, world.theirs.memberships[Role.FRONTLINE].id) == ("assignee_not_possible", 422)
    assert refused(world, ticket, uuid7()) == ("assignee_not_possible", 422)


def test_finished_ticket_is_refused(world):
    member = world.ours.memberships[Role.FRONTLINE]
    assert refused(world, make_ticket(world.ours, status="resolved"), member.id) == ("ticket_not_open", 409)


def test_same_assignee_and_old_revision_are_refused(world):
    member = world.ours.memberships[Role.FRONTLINE]
    ticket = make_ticket(world.ours, assignee=Role.FRONTLINE, status="assigned")
    assert refused(world, ticket, member.id) == ("already_assigned", 409)
    assert refused(world, ticket, world.ours.memberships[Role.OWNER].id, expected=9) == ("ticket_changed", 409)


def test_reader_may_not_assign(world):
    ticket = make_ticket(world.ours)
    with world.ours.context(), pytest.raises(PermissionDenied):
        assign_ticket(
            actor=world.ours.actor(Role.EXECUTIVE), ticket=ticket, assignee=world.ours.memberships[Role.OWNER].id
        )


def test_possible_assignees_are_the_nearest_first(world):
    region = colleague(world, Role.CX_MANAGER, "华东")
    with world.ours.context():
        found = [member.id for member in possible_assignees(world.ours.departments["上海店"].id)]
    assert found[:2] == [world.ours.memberships[Role.FRONTLINE].id, region.id]
    assert len(found) == 5


def test_people_to_tell_are_the_frontline_of_the_department(world):
    with world.ours.context():
        found = people_to_tell(world.ours.departments["上海店"].id)
    assert [member.id for member in found] == [world.ours.memberships[Role.FRONTLINE].id]


def test_people_to_tell_are_looked_for_up_the_tree(world):
    region = colleague(world, Role.FRONTLINE, "华东")
    with world.ours.context():
        found = people_to_tell(world.ours.departments["杭州店"].id)
    assert [member.id for member in found] == [region.id]


def test_without_frontline_the_managers_are_told_and_without_them_the_owner(world):
    with world.ours.context():
        found = people_to_tell(world.ours.departments["北京店"].id)
        assert [member.id for member in found] == [world.ours.memberships[Role.CX_MANAGER].id]
        manager = world.ours.memberships[Role.CX_MANAGER]
        manager.is_active = False
        manager.save()
        found = people_to_tell(world.ours.departments["北京店"].id)
        assert [member.id for member in found] == [world.ours.memberships[Role.OWNER].id]


def colleague(world, role, department):
    """One more member; the member of that role that the world began with stays the known one."""
    known = world.ours.memberships[role]
    with world.ours.context():
        made = add_member(world.ours, role, department=department, email=f"more-{department}@ours.example")
    world.ours.memberships[role] = known
    return made
