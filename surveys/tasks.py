"""Background work of the surveys app that no event starts."""

from celery import shared_task

from cem.accounts.models import Organization
from cem.tenancy.tasks import TenantTask
from surveys.services import attempts, exports, quotas, uploads


@shared_task(name="surveys.sweep_all")
def sweep_all() -> None:
    """Sends one task for each organisation, so that a large one does not hold up the others."""
    for organization_id in Organization.objects.order_by("id").values_list("id", flat=True):
        sweep.apply_async(kwargs={"organization_id": str(organization_id)})


@shared_task(name="surveys.sweep", base=TenantTask)
def sweep() -> None:
    """Frees seats of visits that were given up, and forgets what was saved and never handed in."""
    quotas.release_expired()
    attempts.sweep_attempts()
    uploads.purge_uploads()
    exports.purge_exports()
