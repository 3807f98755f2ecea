from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cem.accounts.models import Organization
from insights.services.analysis import read_everything


class Command(BaseCommand):
    help = "Reads all feedback of an organisation again with the text analyser of the settings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", required=True, metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = Organization.objects.filter(slug=options["organization"]).first()
        if organization is None:
            raise CommandError(f"There is no organisation {options['organization']!r}.")
        done = 0
        for done in read_everything(organization_id=organization.id):
            if self.stdout.isatty():
                self.stdout.write(f"\r{done:,} texts", ending="")
        self.stdout.write(f"\r{done:,} texts read.")
