from actions.models import Ticket
from cem.accounts.enums import Role
from cem.demo.tickets import work_on_tickets
from tests.factories.accounts import World
from tests.factories.actions import make_ticket


def test_tickets_of_the_demonstration_end_in_all_states(world: World):
    with world.ours.context():
        for _each in range(6):
            make_ticket(world.ours)

    work_on_tickets(world.ours.actor(Role.CX_MANAGER))

    with world.ours.context():
        states = sorted(Ticket.objects.values_list("status", flat=True))
    assert states == ["closed", "in_progress", "new", "reopened", "resolved", "waiting"]
