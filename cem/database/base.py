"""The database backend named in the settings."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django asks the server `SELECT 1` before the first use of a kept connection in each request.

    A server that was killed or restarted has closed its end of the socket, and the kernel knows that without a round
    trip: an idle connection has nothing to read until it ends.
    """

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return not waiting.poll(0)
