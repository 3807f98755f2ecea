import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cem import env
from cem.demo.loader import load_demo, waiting_texts


class Command(BaseCommand):
    help = "Loads the two demonstration organisations, or what is still missing of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wait", action="store_true", help="end only when the workers have read all texts")

    def handle(self, *args: Any, wait: bool, **options: Any) -> None:
        if env.ENVIRONMENT == "production":
            raise CommandError("The passwords of the demonstration are published: it is not loaded in production.")
        started = time.monotonic()
        load_demo(say=self._say)
        if wait:
            while left := waiting_texts():
                self._say(f"texts to read: {left} batches", 99)
                time.sleep(1)
        self._say(f"loaded in {time.monotonic() - started:.0f} s", 100)

    def _say(self, step: str, percent: int) -> None:
        """One line a step, `NN% words`: the launcher draws its bar from it."""
        self.stdout.write(f"{percent:3d}% {step}")
        self.stdout.flush()
