"""Consumers for the tests of the outbox, in the real registry for as long as a test lasts."""

from collections.abc import Callable, Iterator

import pytest

from cem.events import registry
from cem.events.registry import Handler, consumes

EVENT = "test.happened"


@pytest.fixture
def consumer() -> Iterator[Callable[..., None]]:
    """`consumer(handler, name=...)` registers a consumer of EVENT; all of them are gone afterwards."""
    names: list[str] = []

    def register(handler: Handler, *, name: str = "tests.note", **options: object) -> None:
        names.append(name)
        consumes(EVENT, name=name, **options)(handler)

    yield register
    for name in names:
        registry._consumers.pop(name)
