"""A connection that the server has ended is noticed without asking the server."""

import time
from contextlib import closing

import psycopg2
from django.db import connection
from django.test.utils import CaptureQueriesContext


def test_live_connection_is_usable_and_nothing_is_sent(committing_db):
    connection.ensure_connection()
    with CaptureQueriesContext(connection) as asked:
        assert connection.is_usable()
    assert len(asked) == 0


def test_connection_ended_by_the_server_is_not_usable_and_the_next_request_gets_a_new_one(committing_db):
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    # A role may end its own connections.
    with closing(psycopg2.connect(**connection.get_connection_params())) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    deadline = time.monotonic() + 10
    while connection.is_usable() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not connection.is_usable()
    connection.health_check_enabled, connection.health_check_done = True, False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert connection.connection.info.backend_pid != pid


def test_closed_connection_is_not_usable(committing_db):
    connection.ensure_connection()
    connection.connection.close()
    assert not connection.is_usable()
    connection.close()
    assert not connection.is_usable()
