import pytest
from django.core.exceptions import PermissionDenied

from actions.models import TicketEvent
from actions.services.notes import add_note
from actions.services.transitions import transition_ticket
from cem.accounts.enums import Role
from cem.audit.models import AuditEntry
from cem.refusal import Refusal
from tests.factories.actions import make_ticket


@pytest.mark.parametrize("status", ["new", "resolved", "closed"])
def test_note_is_kept_in_the_history(world, status):
    ticket = make_ticket(world.ours, status=status)
    with world.ours.context():
        add_note(actor=world.ours.actor(Role.FRONTLINE), ticket=ticket, note=" 客户说周五在家 ")
        event = TicketEvent.objects.get(ticket=ticket, kind="note")
        assert (event.note, event.from_status, event.to_status) == ("客户说周五在家", "", "")
        updated = type(ticket).objects.get(pk=ticket.pk)
        assert (updated.status, updated.revision) == (status, 1)
        assert updated.updated_at > ticket.updated_at
        assert AuditEntry.objects.get().changes == {}


def test_note_does_not_stand_in_the_way_of_another_clerk(world):
    ticket = make_ticket(world.ours)
    with world.ours.context():
        add_note(actor=world.ours.actor(Role.CX_MANAGER), ticket=ticket, note="请优先处理")
        saved = transition_ticket(actor=world.ours.actor(Role.FRONTLINE), ticket=ticket, to="in_progress", expected=1)
        assert saved.status == "in_progress"


def test_empty_note_is_refused(world):
    ticket = make_ticket(world.ours)
    with world.ours.context():
        with pytest.raises(Refusal) as refused:
            add_note(actor=world.ours.actor(), ticket=ticket, note=" \n ")
        assert (refused.value.code, sorted(refused.value.errors)) == ("note_empty", ["note"])
        assert not TicketEvent.objects.filter(kind="note").exists()
        assert type(ticket).objects.get(pk=ticket.pk).updated_at == ticket.updated_at


def test_reader_may_not_write_notes(world):
    ticket = make_ticket(world.ours)
    with world.ours.context():
        with pytest.raises(PermissionDenied):
            add_note(actor=world.ours.actor(Role.ANALYST), ticket=ticket, note="看到了")
        assert not TicketEvent.objects.filter(kind="note").exists()
