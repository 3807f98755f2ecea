"""Which consumer acts on which event. Filled by the apps' `consumers.py` when Django starts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

DEFAULT_LEASE = timedelta(seconds=15)


@dataclass(frozen=True)
class Envelope:
    """An event as its consumer sees it."""

    event_id: UUID
    organization_id: UUID
    name: str
    payload: dict[str, Any]


Handler = Callable[[Envelope], None]


@dataclass(frozen=True)
class Consumer:
    """A function that acts on an event.

    A short consumer runs inside one transaction of the organisation together with the note that it is done, so that
    its effect on the database happens exactly once. A long one (`own_transactions`) opens the organisation batch by
    batch, must be able to start again where it stopped, and renews its lease while it works.
    """

    name: str
    event: str
    queue: str
    handler: Handler
    own_transactions: bool = False
    lease: timedelta = DEFAULT_LEASE


QUEUES = ("default", "scoring", "text", "mail", "export")

_consumers: dict[str, Consumer] = {}


def consumes(
    event: str, *, name: str, queue: str = "default", own_transactions: bool = False, lease_seconds: float = 0
) -> Callable[[Handler], Handler]:
    """Register a function of an app's `consumers.py`; `name` is "<app>.<verb_noun>" and stays for ever."""

    def register(handler: Handler) -> Handler:
        if name in _consumers or queue not in QUEUES:
            raise ValueError(f"consumer {name} is registered twice or names an unknown queue {queue}")
        lease = timedelta(seconds=lease_seconds) or DEFAULT_LEASE
        _consumers[name] = Consumer(name, event, queue, handler, own_transactions=own_transactions, lease=lease)
        return handler

    return register


def consumers_of(event: str) -> list[Consumer]:
    return [consumer for consumer in _consumers.values() if consumer.event == event]


def consumer_named(name: str) -> Consumer | None:
    return _consumers.get(name)


def all_consumers() -> list[Consumer]:
    return sorted(_consumers.values(), key=lambda consumer: consumer.name)
