import signal
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, connection

from cem.events.relay import CLAIM_SIZE, relay_once
from cem.tenancy.checks import assert_safe_role


class Command(BaseCommand):
    help = "Hands due events to the workers until it is stopped. Several may run side by side."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--interval", type=float, default=0.2, help="seconds between two looks at the outbox")

    def handle(self, *args: Any, interval: float, **options: Any) -> None:
        self.stopping = False
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        assert_safe_role()
        while not self.stopping:
            try:
                claimed = relay_once()
            except Error as error:
                # The database is away for a moment; nothing is lost while it is.
                self.stderr.write(f"relay: {type(error).__name__}, trying again")
                connection.close()
                claimed = 0
                time.sleep(1)
            if claimed < CLAIM_SIZE:
                time.sleep(interval)

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        self.stopping = True
