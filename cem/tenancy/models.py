"""Base classes of everything that belongs to an organisation."""

from typing import Any, TypeVar
from uuid import UUID

import uuid_utils
from django.db import models

from cem.tenancy.context import require_organization_id

Row = TypeVar("Row", bound=models.Model)
Given = TypeVar("Given")
Got = TypeVar("Got")


def uuid7() -> UUID:
    """A time-ordered id: new rows go to the end of an index, and ids sort by creation."""
    return UUID(int=uuid_utils.uuid7().int)


class TenantManager(models.Manager[Row]):
    """Gives the rows of the organisation in force and raises where there is none.

    Row-level security says the same in the database; this says it earlier and in clearer words.
    """

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(organization_id=require_organization_id())


class AllTenantsManager(models.Manager[Row]):
    """Sees whatever the database lets it see. Used by migrations, checks and the isolation tests only."""


class TenantForeignKey(models.ForeignKey[Given, Got]):
    """A reference between two tenant models.

    The database constraint is the composite one of `TenantTable`, (organization_id, x_id): a plain foreign key would
    accept a row of another organisation, for integrity checks do not see row-level security.
    """

    def __init__(self, to: Any, on_delete: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs


class TenantModel(models.Model):
    """A row of one organisation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "accounts.Organization",
        on_delete=models.PROTECT,
        related_name="+",
        default=require_organization_id,
        editable=False,
        # Every unique constraint and index of a tenant table starts with it already.
        db_index=False,
    )

    objects = TenantManager()
    all_tenants = AllTenantsManager()

    class Meta:
        abstract = True
        default_manager_name = "objects"
