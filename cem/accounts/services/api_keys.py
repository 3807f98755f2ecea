"""Gives and takes the keys of partners' programs."""

import secrets
import string
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cem.accounts import policies
from cem.accounts.access import Actor
from cem.accounts.enums import ApiScope
from cem.accounts.models import ApiKey
from cem.accounts.selectors.actors import secret_hash
from cem.audit.services import record_audit
from cem.refusal import Refusal

ALPHABET = string.ascii_letters + string.digits
SECRET_LENGTH = 40
PREFIX_LENGTH = 12


@transaction.atomic
def create_api_key(
    *, actor: Actor, name: str, scopes: Iterable[ApiScope], expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Make a key of the actor's organisation; return it with its secret, which is not kept and not shown again.

    The secret is "cem_" and 40 characters of chance, 238 bits. Raises Refusal for a key that may do nothing or has
    expired already.
    """
    policies.MANAGE_API_KEYS.require(actor)
    granted = sorted({ApiScope(scope).value for scope in scopes})
    if not granted:
        message = _("Choose at least one thing that the key may do.")
        raise Refusal("no_scope", message, errors={"scopes": [message]})
    if expires_at is not None and expires_at <= timezone.now():
        message = _("The key would have expired already.")
        raise Refusal("expired", message, errors={"expires_at": [message]})
    secret = "cem_" + "".join(secrets.choice(ALPHABET) for _place in range(SECRET_LENGTH))
    key = ApiKey.objects.create(
        organization=actor.organization,
        name=name.strip(),
        prefix=secret[:PREFIX_LENGTH],
        secret_hash=secret_hash(secret),
        scopes=granted,
        created_by_id=actor.user_id,
        expires_at=expires_at,
    )
    changes = {"scopes": " ".join(granted), "expires_at": expires_at.isoformat() if expires_at else None}
    record_audit(actor=actor, action="api_key.created", target=key, changes=changes)
    return key, secret


@transaction.atomic
def revoke_api_key(*, actor: Actor, key: ApiKey) -> None:
    """Refuse the key from the next request on; there is no way back. Doing it twice changes nothing."""
    policies.MANAGE_API_KEYS.require(actor)
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record_audit(actor=actor, action="api_key.revoked", target=key)
