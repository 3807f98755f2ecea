from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cem.accounts.access import system_actor
from cem.accounts.enums import ApiScope
from cem.accounts.models import Organization
from cem.accounts.services.api_keys import create_api_key
from cem.tenancy.context import tenant_context


class Command(BaseCommand):
    help = "Makes an API key of an organisation and prints it, alone, on standard output."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument("--name", required=True)
        parser.add_argument(
            "--scopes",
            nargs="+",
            choices=ApiScope.values,
            default=ApiScope.values,
            metavar="SCOPE",
            help="what the key may do, all by default: %(choices)s",
        )

    def handle(self, *args: Any, organization: str, name: str, scopes: list[str], **options: Any) -> None:
        found = Organization.objects.filter(slug=organization).first()
        if found is None:
            raise CommandError(f"there is no organisation with the slug {organization!r}")
        with tenant_context(found.id):
            actor = system_actor(found, "manage.py create_api_key")
            _key, secret = create_api_key(actor=actor, name=name, scopes=[ApiScope(scope) for scope in scopes])
        self.stdout.write(secret)
