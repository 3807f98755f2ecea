"""The database of the tests: the embedded server, migrated as cem_owner, used as cem_app.

As a superuser the whole suite would be green while every organisation leaks.
"""

import os
from collections.abc import Iterator

import pytest
from django.db import connections

from tests.database import make_test_database, truncate_everything
from tests.factories.accounts import World, make_world


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: object) -> Iterator[None]:
    """One database for each xdist worker, copied from a migrated template."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock(), make_test_database(worker):
        yield


@pytest.fixture
def world(db: None) -> World:
    """Two organisations that look alike, with a member for each role in each."""
    return make_world()


@pytest.fixture
def committing_db(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """For tests of what other processes or connections see: everything commits, and is emptied afterwards."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            truncate_everything()
            for connection in connections.all():
                connection.close()
