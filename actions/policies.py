"""Who may see and work on which tickets."""

from cem.accounts.access import own_departments, rule
from cem.accounts.enums import ApiScope, Role

MANAGERS = (Role.OWNER, Role.ADMINISTRATOR, Role.CX_MANAGER)

VIEW_TICKETS = rule(
    "actions.view_tickets",
    *MANAGERS, Role.ANALYST, Role.EXECUTIVE, Role.FRONTLINE,
    scope=ApiScope.TICKETS_READ,
    rows=own_departments(),
)
WORK_ON_TICKETS = rule(
    "actions.work_on_tickets", *MANAGERS, Role.FRONTLINE, scope=ApiScope.TICKETS_WRITE, rows=own_departments()
)
ASSIGN_TICKETS = rule("actions.assign_tickets", *MANAGERS, rows=own_departments())
VIEW_RULES = rule("actions.view_rules", *MANAGERS)
EDIT_RULES = rule("actions.edit_rules", *MANAGERS)
