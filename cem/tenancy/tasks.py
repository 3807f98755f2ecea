"""Celery tasks that work inside one organisation."""

from typing import Any

from celery import Task

from cem.tenancy.context import tenant_context

# Tasks that touch no tenant table or enter one organisation after another themselves. A test compares the list.
GLOBAL_TASKS = {
    "api.purge_all_idempotent_requests": "sends one task for each organisation",
    "cem.heartbeat": "shows that beat and a worker are alive",
    "events.deliver": "enters the organisation of each delivery it was handed",
    "events.purge_deliveries": "deletes finished rows of a global table",
    "insights.check_all_rollups": "sends one task for each organisation",
    "surveys.sweep_all": "sends one task for each organisation",
}


class TenantTask(Task):  # type: ignore[misc]  # Celery ships no types
    """Takes `organization_id` from the arguments and runs the body inside that organisation."""

    abstract = True
    # Celery would compare the arguments of a call with those of the body, which does not take `organization_id`.
    typing = False

    def __call__(self, *args: Any, organization_id: str, **kwargs: Any) -> Any:
        with tenant_context(organization_id):
            return super().__call__(*args, **kwargs)
