from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cem.accounts.models import Organization, User
from cem.accounts.services.organizations import create_organization
from cem.accounts.services.users import open_account


class Command(BaseCommand):
    help = "Opens an organisation. An owner without an account gets one; its password is set by “forgot password”."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--name", required=True)
        parser.add_argument("--owner", required=True, metavar="EMAIL")
        parser.add_argument("--slug", default="", help="in its addresses; made from the name by default")

    def handle(self, *args: Any, name: str, owner: str, slug: str, **options: Any) -> None:
        if slug and Organization.objects.filter(slug=slug).exists():
            raise CommandError(f"there is an organisation with the slug {slug!r} already")
        with transaction.atomic():
            email = User.objects.normalize_email(owner).lower()
            user = User.objects.filter(email=email).first() or open_account(email=email, name="", password=None)
            organization = create_organization(name=name, owner=user, slug=slug)
        self.stdout.write(organization.slug)
