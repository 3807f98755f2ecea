"""The fixture of this folder; the package's docstring tells how to use it."""

from collections.abc import Iterator

import pytest

from tests.surveys.conformance.scripts import Scripts


@pytest.fixture(scope="session")
def scripts() -> Iterator[Scripts]:
    running = Scripts()
    yield running
    running.close()
