"""The one door into an organisation's data."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

SETTING = "cem.organization_id"

_TELL = "SELECT set_config(%s, %s, true)"

_current: ContextVar[UUID | None] = ContextVar("cem_organization", default=None)
# Whether the database knows of it too; see kept_in_memory().
_is_told: ContextVar[bool] = ContextVar("cem_organization_is_told", default=False)


class TenantError(RuntimeError):
    """Code asked for an organisation's data in a way that could mix two organisations."""


class NoTenantError(TenantError):
    """There is no organisation in force here."""


class OtherTenantError(TenantError):
    """Another organisation is in force already."""


@dataclass
class FirstQuery:
    """A query that travels with the setting of the organisation: one round trip instead of two. `row` is its answer."""

    sql: str
    params: list[Any]
    row: tuple[Any, ...] | None = None

    def run(self, before: str = "", values: Sequence[Any] = ()) -> None:
        with connection.cursor() as cursor:
            cursor.execute(before + self.sql, [*values, *self.params])
            self.row = cursor.fetchone()


@contextmanager
def tenant_context(organization_id: UUID | str, *, first: FirstQuery | None = None) -> Iterator[UUID]:
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
        if _is_told.get():
            if first is not None:
                first.run()
            yield wanted
            return
    is_inner = connection.in_atomic_block
    with transaction.atomic():
        if first is not None:
            first.run(f"{_TELL}; ", [SETTING, str(wanted)])
        else:
            _tell_database(str(wanted))
        with _in_force(wanted, is_told=True):
            yield wanted
        # Inside an outer transaction the setting would outlive the block: releasing a savepoint keeps it. A commit or
        # a roll-back, asked for or by an exception, takes it away.
        if is_inner and not connection.needs_rollback:
            _tell_database("")


@contextmanager
def kept_in_memory(organization_id: UUID) -> Iterator[None]:
    """Put an organisation in force for what this process holds of it, without a word to the database.

    For pages that are answered from memory. A query inside finds no organisation and is refused by the database.
    """
    if _current.get() not in {None, organization_id}:
        raise OtherTenantError("another organisation is in force; leave its context first")
    if _current.get() is not None:
        yield
        return
    with _in_force(organization_id, is_told=False):
        yield


@contextmanager
def _in_force(organization_id: UUID, *, is_told: bool) -> Iterator[None]:
    token, told = _current.set(organization_id), _is_told.set(is_told)
    try:
        yield
    finally:
        _current.reset(token)
        _is_told.reset(told)


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
        cursor.execute(_TELL, [SETTING, value])
