"""Who may see and work on which tickets."""

from django.db.models import Exists, Q

from cem.accounts.access import Actor, own_departments, rule
from cem.accounts.enums import ApiScope, Role
from cem.accounts.models import Department

MANAGERS = (Role.OWNER, Role.ADMINISTRATOR, Role.CX_MANAGER)


def own_rules(actor: Actor) -> Q:
    """A rule without a department acts on everything, so that only those who see everything may change it."""
    if actor.department_ids is None:
        return Q()
    sees_root = Exists(Department.objects.filter(parent=None, pk__in=actor.department_ids))
    return Q(department__in=actor.department_ids) | (Q(department=None) & Q(sees_root))


VIEW_TICKETS = rule(
    "actions.view_tickets",
    *MANAGERS,
    Role.ANALYST,
    Role.EXECUTIVE,
    Role.FRONTLINE,
    scope=ApiScope.TICKETS_READ,
    rows=own_departments(),
)
WORK_ON_TICKETS = rule(
    "actions.work_on_tickets", *MANAGERS, Role.FRONTLINE, scope=ApiScope.TICKETS_WRITE, rows=own_departments()
)
# Frontline staff hand a ticket over to a colleague who may see the same department.
ASSIGN_TICKETS = rule("actions.assign_tickets", *MANAGERS, Role.FRONTLINE, rows=own_departments())
VIEW_RULES = rule("actions.view_rules", *MANAGERS)
EDIT_RULES = rule("actions.edit_rules", *MANAGERS, rows=own_rules)
