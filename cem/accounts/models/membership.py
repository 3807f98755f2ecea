from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cem.accounts.enums import Role
from cem.tenancy.models import uuid7


class Membership(models.Model):
    """A user's place in an organisation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    # The last time a browser session came to this organisation's pages.
    last_entered_at = models.DateTimeField(_("last sign-in"), null=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "user"], name="membership_once")]

    def __str__(self) -> str:
        return str(self.user)
