from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cem.accounts.access import system_actor
from cem.accounts.models import Organization
from insights.services.rollups import rebuild_rollups


class Command(BaseCommand):
    help = "Counts the daily rollups of an organisation anew from its scores."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", required=True, metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = Organization.objects.filter(slug=options["organization"]).first()
        if organization is None:
            raise CommandError(f"There is no organisation {options['organization']!r}.")
        rebuilt = rebuild_rollups(organization=organization, actor=system_actor(organization, "command line"))
        self.stdout.write(f"{rebuilt.written} rows written, {rebuilt.removed} removed.")
