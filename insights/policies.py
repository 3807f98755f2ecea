"""Who may see which figures and voices."""

from cem.accounts.access import own_departments, rule
from cem.accounts.enums import ApiScope, Role

MANAGERS = (Role.OWNER, Role.ADMINISTRATOR, Role.CX_MANAGER)
READERS = (*MANAGERS, Role.ANALYST, Role.EXECUTIVE)

VIEW_DASHBOARD = rule("insights.view_dashboard", *READERS, scope=ApiScope.METRICS_READ, rows=own_departments())
VIEW_FEEDBACK = rule("insights.view_feedback", *READERS, scope=ApiScope.FEEDBACK_READ, rows=own_departments())
IMPORT_FEEDBACK = rule("insights.import_feedback", *MANAGERS, Role.ANALYST, scope=ApiScope.FEEDBACK_WRITE)
