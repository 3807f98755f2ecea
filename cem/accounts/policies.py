"""Who may do what with the organisation itself."""

from cem.accounts.access import rule
from cem.accounts.enums import Role

MANAGERS = (Role.OWNER, Role.ADMINISTRATOR)
EVERYONE = tuple(Role)

HOME = rule("accounts.home", *EVERYONE)
VIEW_MEMBERS = rule("accounts.view_members", *MANAGERS, Role.CX_MANAGER)
MANAGE_MEMBERS = rule("accounts.manage_members", *MANAGERS)
MANAGE_OWNERS = rule("accounts.manage_owners", Role.OWNER)
VIEW_DEPARTMENTS = rule("accounts.view_departments", *MANAGERS, Role.CX_MANAGER)
MANAGE_DEPARTMENTS = rule("accounts.manage_departments", *MANAGERS)
MANAGE_ORGANIZATION = rule("accounts.manage_organization", *MANAGERS)
MANAGE_API_KEYS = rule("accounts.manage_api_keys", *MANAGERS)
VIEW_JOBS = rule("accounts.view_jobs", *MANAGERS, Role.CX_MANAGER, Role.ANALYST)
VIEW_AUDIT = rule("accounts.view_audit", *MANAGERS)
VIEW_DELIVERIES = rule("accounts.view_deliveries", *MANAGERS)
REPLAY_DELIVERIES = rule("accounts.replay_deliveries", *MANAGERS)
