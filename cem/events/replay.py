"""Lets people try again what gave up. Apart from `services`, which workers use and which knows no actor."""

from uuid import UUID

from django.db import transaction

from cem.accounts import policies
from cem.accounts.access import Actor
from cem.audit.services import record_audit
from cem.events.services import replay_failed


@transaction.atomic
def replay_deliveries(*, actor: Actor, delivery_ids: list[UUID] | None = None) -> int:
    """Give the failed deliveries of these ids, or all of the organisation, new attempts; return how many there were."""
    policies.REPLAY_DELIVERIES.require(actor)
    count = replay_failed(organization_id=actor.organization.id, delivery_ids=delivery_ids)
    if count:
        record_audit(actor=actor, action="deliveries.replayed", changes={"count": count})
    return count
