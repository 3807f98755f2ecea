"""NUL characters in what browsers send: refused with 400 on every page, before the database refuses them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from cem.accounts.enums import Role
from tests.factories.accounts import World
from tests.isolation.routes import all_routes, object_ids
from tests.isolation.test_routes import ID_FIELDS, their_rows

PAGES = [route for route in all_routes() if route.is_organization_page]
FIELDS = [
    "q",
    "text",
    "title",
    "name",
    "note",
    "cause",
    "to",
    "source",
    "status",
    "kind",
    "email",
    "search",
    "after",
    "before",
]
ODD_TEXTS = ["0001-01-01", "9999-12-31", "99999999999999999999", "\ufffd" * 500, "'~"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_nul_is_refused_and_changes_nothing(world: World, route):
    url = route.url("ours", object_ids(world.ours))
    owner = world.ours.client(Role.OWNER)
    before = their_rows(world.ours)
    assert owner.get(f"{url}?q=a%00b").status_code == 400
    for name in ("q", "name", "title", "note", "department"):
        assert owner.post(url, {name: "a\x00b"}).status_code == 400
    assert their_rows(world.ours) == before


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_odd_filters_are_no_fault(world: World, route):
    url = route.url("ours", object_ids(world.ours))
    owner = world.ours.client(Role.OWNER)
    for text in ODD_TEXTS:
        names = [*FIELDS, *ID_FIELDS, "from", "to", "page", "tab", "period", "range", "grain", "sort", "order", "late"]
        assert owner.get(url, dict.fromkeys(names, text)).status_code < 500


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/"])
def test_nul_is_refused_before_the_sign_in(db, path):
    fields = {"login": "a\x00@x.example", "email": "a\x00@x.example", "password": "x", "organization": "a\x00"}
    assert Client().post(path, fields).status_code == 400
    assert Client().get(f"{path}?next=%00").status_code == 400


@pytest.mark.parametrize("path", ["/s/a\x00b", "/i/a\x00b/", "/\x00", "/o/a\x00/surveys/", "/accounts/\x00"])
def test_address_with_a_nul_is_not_there(db, path):
    assert Client().get(path).status_code == 404


def test_file_name_with_a_nul_is_no_fault(world: World, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile("a.csv", "评论内容\n很好\n".encode())
    upload.name = "a\x00.csv"
    response = world.ours.client().post("/o/ours/insights/import/", {"file": upload})
    assert response.status_code < 500


@pytest.mark.parametrize(
    ("charset", "status"), [("utf-8", 200), ("UTF8", 200), ("gbk", 400), ("rot13", 400), ("base64", 400), ("x", 400)]
)
def test_request_in_another_charset_is_refused(db, charset: str, status: int):
    """Through the door of the web server: Django itself fails on a codec that makes no text."""
    from cem.wsgi import application  # looks at the database when it is imported

    environ = RequestFactory().generic("GET", "/healthz?q=x").environ
    environ["CONTENT_TYPE"] = f"text/html; charset={charset}"
    answers: list[str] = []
    application(environ, lambda line, headers: answers.append(line))
    assert [int(line.split()[0]) for line in answers] == [status]
