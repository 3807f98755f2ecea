from cem.accounts.models.api_key import ApiKey
from cem.accounts.models.department import Department, DepartmentMember
from cem.accounts.models.invitation import Invitation
from cem.accounts.models.membership import Membership
from cem.accounts.models.organization import Organization
from cem.accounts.models.user import User

__all__ = ["ApiKey", "Department", "DepartmentMember", "Invitation", "Membership", "Organization", "User"]
