"""The one door into an organisation's data."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, transaction

SETTING = "cem.organization_id"

_current: ContextVar[UUID | None] = ContextVar("cem_organization", default=None)


class TenantError(RuntimeError):
    """Code asked for an organisation's data in a way that could mix two organisations."""


class NoTenantError(TenantError):
    """There is no organisation in force here."""


class OtherTenantError(TenantError):
    """Another organisation is in force already."""


@contextmanager
def tenant_context(organization_id: UUID | str) -> Iterator[UUID]:
    """Open a transaction in which exactly this organisation's rows exist.

    The database learns of it by a transaction-local setting, so that a pooled connection cannot carry it on. Entering
    the same organisation again is allowed and changes nothing; None and another organisation are refused.
    """
    if not organization_id:
        raise NoTenantError("tenant_context() needs an organisation")
    wanted = organization_id if isinstance(organization_id, UUID) else UUID(str(organization_id))
    current = _current.get()
    if current is not None:
        if current != wanted:
            raise OtherTenantError("another organisation is in force; leave its context first")
        yield wanted
        return
    is_inner = connection.in_atomic_block
    with transaction.atomic():
        _tell_database(str(wanted))
        token = _current.set(wanted)
        try:
            yield wanted
        finally:
            _current.reset(token)
        # Inside an outer transaction the setting would outlive the block: releasing a savepoint keeps it. A commit or
        # a roll-back, asked for or by an exception, takes it away.
        if is_inner and not connection.needs_rollback:
            _tell_database("")


def current_organization_id() -> UUID | None:
    return _current.get()


def require_organization_id() -> UUID:
    """The organisation in force; raises NoTenantError where there is none."""
    current = _current.get()
    if current is None:
        raise NoTenantError("no organisation is in force: wrap the code in tenant_context()")
    return current


def _tell_database(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])
