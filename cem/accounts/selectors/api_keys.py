from django.db.models import Case, QuerySet, Value, When

from cem.accounts import policies
from cem.accounts.access import Actor
from cem.accounts.models import ApiKey


def api_key_list(actor: Actor) -> QuerySet[ApiKey]:
    """Keys of the actor's organisation, those in force first, then newest first."""
    keys = policies.MANAGE_API_KEYS.filter(actor, ApiKey.objects.filter(organization=actor.organization))
    in_force = Case(When(revoked_at=None, then=Value(0)), default=Value(1))
    return keys.select_related("created_by").order_by(in_force, "-created_at")
