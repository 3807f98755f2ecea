from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cem.accounts.enums import InvitationState, Role
from cem.tenancy.models import uuid7


class Invitation(models.Model):
    """A place offered to an e-mail address.

    The token of the link is made when the mail is sent and kept as a hash only; until then no link exists.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    # The department is tenant data; only its id stands here.
    department_id = models.UUIDField()
    # Null, not empty: many invitations have no link at a time, and two empty texts are not unique.
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    sent_at = models.DateTimeField(null=True)
    invited_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def state(self) -> InvitationState:
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        return InvitationState.OPEN if self.expires_at > timezone.now() else InvitationState.EXPIRED
