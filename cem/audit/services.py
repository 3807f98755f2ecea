"""Writes the audit log."""

from contextvars import ContextVar
from typing import Any

from django.db import models

from cem.accounts.access import Actor
from cem.audit.models import AuditEntry
from cem.tenancy.logs import request_id

# Set by the request middleware; empty in workers and commands.
client_address: ContextVar[str | None] = ContextVar("cem_client_address", default=None)


def record_audit(
    *, actor: Actor, action: str, target: models.Model | None = None, changes: dict[str, Any] | None = None
) -> AuditEntry:
    """Note one action in the transaction that carries it out, so that neither exists without the other.

    `action` is "<thing>.<past participle>", for example "survey.published". `changes` holds what a reader needs to
    understand it; personal data stays out of it.
    """
    return AuditEntry.objects.create(
        actor_kind=actor.kind,
        actor_id=actor.api_key_id or actor.user_id,
        actor_label=actor.label[:160],
        action=action,
        target_type=target._meta.label if target is not None else "",
        target_id=target.pk if target is not None else None,
        target_label=str(target)[:200] if target is not None else "",
        changes=changes or {},
        address=client_address.get(),
        request_id=request_id.get() if request_id.get() != "-" else "",
    )
