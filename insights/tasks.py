"""Background work of the insights app that no event starts."""

from celery import shared_task

from cem.accounts.access import system_actor
from cem.accounts.models import Organization
from cem.tenancy.context import require_organization_id
from cem.tenancy.tasks import TenantTask
from insights.services import rollups


@shared_task(name="insights.check_all_rollups")
def check_all_rollups() -> None:
    """Sends one task for each organisation, so that a large one does not hold up the others."""
    for organization_id in Organization.objects.order_by("id").values_list("id", flat=True):
        check_rollups.apply_async(kwargs={"organization_id": str(organization_id)}, queue="scoring")


@shared_task(name="insights.check_rollups", base=TenantTask)
def check_rollups() -> None:
    organization = Organization.objects.get(pk=require_organization_id())
    rollups.check_rollups(organization=organization, actor=system_actor(organization, "nightly check"))
