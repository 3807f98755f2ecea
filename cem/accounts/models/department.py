from django.db import models
from django.utils.translation import gettext_lazy as _

from cem.accounts.enums import DepartmentKind
from cem.tenancy.models import TenantForeignKey, TenantModel


class Department(TenantModel):
    """A node of the organisation's tree; the root is the headquarters, and there is exactly one."""

    parent = TenantForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    name = models.CharField(_("name"), max_length=80)
    # The partner's own number of a store; imports find the department by it.
    code = models.CharField(_("code"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=DepartmentKind.choices, default=DepartmentKind.STORE)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "parent", "name"],
                name="department_name_in_parent",
                violation_error_message=_("There is a department of this name here already."),
            ),
            models.UniqueConstraint(
                fields=["organization"], condition=models.Q(parent=None), name="department_single_root"
            ),
            models.UniqueConstraint(
                fields=["organization", "code"],
                condition=~models.Q(code=""),
                name="department_code",
                violation_error_message=_("Another department has this code."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DepartmentMember(TenantModel):
    """Where a member belongs; a member sees the departments below it too."""

    membership = models.ForeignKey("accounts.Membership", on_delete=models.CASCADE, related_name="+")
    department = TenantForeignKey(Department, on_delete=models.PROTECT, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "membership", "department"], name="department_member"),
        ]
