"""Who may do what with surveys and their responses."""

from cem.accounts.access import own_departments, rule
from cem.accounts.enums import ApiScope, Role

MANAGERS = (Role.OWNER, Role.ADMINISTRATOR, Role.CX_MANAGER)
READERS = (*MANAGERS, Role.ANALYST, Role.EXECUTIVE)

VIEW = rule("surveys.view", *READERS, scope=ApiScope.SURVEYS_READ)
EDIT = rule("surveys.edit", *MANAGERS, scope=ApiScope.SURVEYS_WRITE)
PUBLISH = rule("surveys.publish", *MANAGERS, scope=ApiScope.SURVEYS_WRITE)
VIEW_RESPONSES = rule("surveys.view_responses", *READERS, scope=ApiScope.RESPONSES_READ, rows=own_departments())
EXPORT_RESPONSES = rule("surveys.export_responses", *MANAGERS, Role.ANALYST, scope=ApiScope.RESPONSES_READ)
REVEAL_CONTACT = rule("surveys.reveal_contact", *MANAGERS, Role.FRONTLINE, rows=own_departments())
EXCLUDE_RESPONSES = rule(
    "surveys.exclude_responses", *MANAGERS, Role.ANALYST, scope=ApiScope.RESPONSES_WRITE, rows=own_departments()
)
