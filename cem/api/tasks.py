from celery import shared_task

from cem.accounts.models import Organization
from cem.api.idempotency import purge_idempotent_requests
from cem.tenancy.tasks import TenantTask


@shared_task(name="api.purge_all_idempotent_requests")
def purge_all() -> None:
    """Sends one task for each organisation, so that a large one does not hold up the others."""
    for organization_id in Organization.objects.order_by("id").values_list("id", flat=True):
        purge.apply_async(kwargs={"organization_id": str(organization_id)})


@shared_task(name="api.purge_idempotent_requests", base=TenantTask)
def purge() -> None:
    purge_idempotent_requests()
