import io

import pytest
from django.core.exceptions import PermissionDenied
from PIL import Image

from cem.accounts.enums import Role
from cem.audit.models import AuditEntry
from cem.refusal import Refusal
from surveys.models import BrandKit, Picture
from surveys.selectors.brand import brand_detail, picture_file
from surveys.services.brand import edit_brand
from surveys.services.pictures import store_picture
from tests.factories.accounts import World

THEME = {"colour": "#c8102e", "corner": 0}


def png(width: int = 8) -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (width, 8), "#c8102e").save(stream, "PNG")
    stream.seek(0)
    return stream


def test_brand_kit_is_kept_with_an_audit_entry(world: World):
    with world.ours.context():
        kit = edit_brand(actor=world.ours.actor(), theme={**THEME, "font": ""}, revision=0)
        (entry,) = AuditEntry.objects.filter(action="brand.edited")
        assert (kit.theme, kit.revision) == (THEME, 1)
        assert entry.changes == {"choices": ["colour", "corner"], "revision": 1}
        again = edit_brand(actor=world.ours.actor(), theme=THEME, revision=1)
        assert again.revision == 1
    with world.theirs.context():
        assert brand_detail().theme == {}


@pytest.mark.parametrize(
    ("theme", "errors"),
    [
        ({"colour": "red"}, {"colour": "invalid"}),
        ({"font_size": 99}, {"font_size": "invalid"}),
        ({"size": 1}, {"size": "invalid"}),
        ({"text": "#777777", "background": "#ffffff"}, {"text": "low_contrast"}),
        ({"css": "h1 { position: fixed }"}, {"css": "css_property"}),
    ],
)
def test_what_cannot_be_taken_changes_nothing(world: World, theme: dict, errors: dict):
    with world.ours.context():
        edit_brand(actor=world.ours.actor(), theme=THEME)
        with pytest.raises(Refusal) as refused:
            edit_brand(actor=world.ours.actor(), theme=theme)
        assert refused.value.code == "invalid_brand"
        assert {name: told[0]["code"] for name, told in refused.value.errors.items()} == errors
        assert brand_detail().theme == THEME


def test_the_second_of_two_editors_is_told(world: World):
    with world.ours.context():
        edit_brand(actor=world.ours.actor(), theme=THEME, revision=0)
        with pytest.raises(Refusal) as refused:
            edit_brand(actor=world.ours.actor(), theme={"corner": 8}, revision=0)
        assert refused.value.code == "conflict"
        assert brand_detail().theme == THEME


def test_analysts_change_no_brand_kit(world: World):
    with world.ours.context():
        with pytest.raises(PermissionDenied):
            edit_brand(actor=world.ours.actor(Role.ANALYST), theme=THEME)
        assert not BrandKit.objects.exists()


def test_picture_is_written_anew_and_belongs_to_its_organization(world: World):
    with world.ours.context():
        picture = store_picture(actor=world.ours.actor(), file=png(), name="logo.png", size=100)
        path, kind = picture_file(picture.pk)
        assert kind == "png"
        assert str(world.ours.organization.pk) in str(path)
        with Image.open(path) as image:
            assert image.size == (8, 8)
    with world.theirs.context():
        assert picture_file(picture.pk) is None


@pytest.mark.parametrize(
    ("content", "size", "code"),
    [
        (b"<svg onload=alert(1)>", 20, "file_kind"),
        (b"\x89PNG\r\n\x1a\nnothing", 20, "file_broken"),
        (b"x", 6 * 1024 * 1024, "file_too_large"),
    ],
)
def test_what_is_no_picture_is_refused(world: World, content: bytes, size: int, code: str):
    with world.ours.context():
        with pytest.raises(Refusal) as refused:
            store_picture(actor=world.ours.actor(), file=io.BytesIO(content), name="logo.png", size=size)
        assert refused.value.code == code
        assert not Picture.objects.exists()
