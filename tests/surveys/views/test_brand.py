import io
import json
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cem.accounts.enums import Role
from surveys.models import Picture
from surveys.selectors.brand import brand_detail
from tests.factories.accounts import World
from tests.surveys.views.definitions import of_types, published


def page(world: World) -> str:
    return f"/o/{world.ours.slug}/surveys/brand/"


def logo() -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", (40, 20), "#c8102e").save(stream, "PNG")
    return SimpleUploadedFile("logo.png", stream.getvalue())


def test_brand_is_chosen_and_shown(world: World):
    client = world.ours.client(Role.CX_MANAGER)
    assert client.get(page(world)).status_code == 200
    saved = client.post(page(world), {"colour": "#c8102e", "corner": "0", "revision": "0", "logo_file": logo()})
    assert saved.status_code == 302
    with world.ours.context():
        picture = Picture.objects.get()
        assert brand_detail().theme == {"colour": "#c8102e", "corner": 0, "logo": str(picture.pk)}
    style = client.get(f"/o/{world.ours.slug}/surveys/brand/style.css").content.decode()
    assert "--s-brand:#c8102e" in style
    live = published(world.ours, of_types("nps"))
    assert f'src="/s/{live.token}/pictures/{picture.pk}"' in Client().get(live.path).content.decode()
    shown = Client().get(f"/s/{live.token}/pictures/{picture.pk}")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert b"".join(shown.streaming_content).startswith(b"\x89PNG")
    other = published(world.theirs, of_types("nps"))
    assert Client().get(f"/s/{other.token}/pictures/{picture.pk}").status_code == 404


def test_hard_to_read_colours_are_refused_at_their_field(world: World):
    response = world.ours.client(Role.CX_MANAGER).post(
        page(world), {"text": "#777777", "background": "#ffffff", "revision": "0"}
    )
    assert response.status_code == 422
    assert "4.47" in response.content.decode()
    with world.ours.context():
        assert brand_detail().revision == 0


def test_looks_that_are_not_saved_can_be_seen(world: World):
    address = f"/o/{world.ours.slug}/surveys/brand/style.css?theme="
    client = world.ours.client(Role.ANALYST)
    assert "--s-brand:#c8102e" in client.get(address + quote(json.dumps({"colour": "#c8102e"}))).content.decode()
    for nonsense in ("{", "[]", '{"colour": 1}', '{"colour": "red"}', '{"font_size": "x"}', '{"css": 5}'):
        assert client.get(address + quote(nonsense)).content == b""


def test_brand_by_api(world: World):
    client = world.ours.client(Role.CX_MANAGER)
    assert client.get("/api/v1/brand").json()["revision"] == 0
    body = {"theme": {"colour": "#c8102e"}, "revision": 0}
    put = client.put("/api/v1/brand", body, content_type="application/json")
    assert put.status_code == 200, put.content
    assert put.json()["theme"] == {"colour": "#c8102e"}
    again = client.put("/api/v1/brand", body, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    bad = client.put("/api/v1/brand", {"theme": {"colour": "red"}}, content_type="application/json")
    assert (bad.status_code, bad.json()["code"]) == (422, "invalid_brand")
    picture = client.post("/api/v1/pictures", {"file": logo()})
    assert picture.status_code == 201, picture.content
    assert picture.json()["kind"] == "png"
