"""The encrypted contact of old responses stands below the key of its question afterwards."""

from importlib import import_module

from django.apps import apps
from django.db import connection

from cem.privacy import decrypt, encrypt
from surveys.models import Response
from surveys.selectors.responses import has_contact, masked_contact, read_contact, read_private
from tests.factories.accounts import World
from tests.factories.surveys import CONTACT, answer, live_survey

migration = import_module("surveys.migrations.0002_respondents")
PERSON = {"name": "王芳", "phone": "13800138000"}


def as_before(world: World, ciphertext: str) -> Response:
    """A response as it was stored before the migration; the column was called otherwise, and held the contact alone."""
    response = answer(world.ours, live_survey(world.ours).collector, nps=3, contact=CONTACT)
    with world.ours.context():
        Response.objects.filter(pk=response.pk).update(private=ciphertext, path=[])
        return Response.objects.get(pk=response.pk)


def migrate(world: World) -> None:
    with world.ours.context(), connection.schema_editor(atomic=False) as editor:
        migration.contact_by_question(apps, editor)


def test_contact_goes_below_its_question(world: World):
    response = as_before(world, encrypt(PERSON, organization_id=world.ours.id))
    without = answer(world.ours, live_survey(world.ours, "另一份").collector, nps=9)
    migrate(world)
    with world.ours.context():
        response.refresh_from_db()
        without.refresh_from_db()
        assert decrypt(response.private, organization_id=world.ours.id) == {"contact": PERSON}
        assert read_contact(response) == PERSON
        assert (masked_contact(response).phone, has_contact(response)) == ("138****8000", True)
        assert (without.private, has_contact(without)) == ("", False)


def test_what_cannot_be_read_now_is_kept_for_later(world: World):
    ciphertext = encrypt(PERSON, organization_id=world.ours.id)
    response = as_before(world, ciphertext[:-10] + "AAAAAAAAAA")
    migrate(world)
    with world.ours.context():
        response.refresh_from_db()
        assert read_private(response) == {}
        assert response.private == f"contact:{ciphertext[:-10]}AAAAAAAAAA"
        # Once the right text is back, it reads as before.
        response.private = f"contact:{ciphertext}"
        assert read_contact(response) == PERSON
