"""Apart from `departments`, which the rules themselves stand on."""

from django.db.models import QuerySet

from cem.accounts import policies
from cem.accounts.access import Actor
from cem.accounts.models import Department


def department_list(actor: Actor) -> QuerySet[Department]:
    """The departments that the actor may look at in administration."""
    return policies.VIEW_DEPARTMENTS.filter(actor, Department.objects.select_related("parent")).order_by("name")
