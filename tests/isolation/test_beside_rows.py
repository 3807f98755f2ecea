"""Row-level security guards rows. Cache keys, files and exports carry the organisation themselves."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cem.accounts.enums import ApiScope, Role
from cem.accounts.services.api_keys import create_api_key
from cem.jobs.models import Job
from tests.factories.accounts import World
from tests.isolation.routes import all_routes, object_ids

# Keys that belong to no organisation, and why.
GLOBAL_KEYS = {
    r"worker-heartbeat": "time of the last heartbeat",
    r"allauth:rl:.*": "failed sign-ins by address and place, before an organisation is known",
    r"throttle:client:.*": "respondents of a link, by the link's token and place",
    r"mfa\.totp\.used.*": "a code that was used, by user",
    r"allauth\.mfa.*": "a code that was used, by user",
}

pytestmark = pytest.mark.django_db


def cache_keys() -> set[str]:
    client = cache._cache.get_client()
    return {key.decode().split(":", 2)[2] for key in client.scan_iter("cem:*")}


def test_cache_keys_carry_the_organization(world: World):
    cache.clear()
    ids = object_ids(world.ours)
    owner = world.ours.client(Role.OWNER)
    with world.ours.context():
        _, secret = create_api_key(actor=world.ours.actor(Role.OWNER), name="sweep", scopes=list(ApiScope))
    partner = Client(headers={"Authorization": f"Bearer {secret}"})

    for route in all_routes():
        if route.is_organization_page:
            owner.get(route.url(world.ours.slug, ids))
        elif route.is_management_api:
            partner.get(route.url("", ids))

    without = {
        key
        for key in cache_keys()
        if str(world.ours.id) not in key and not any(re.fullmatch(known, key) for known in GLOBAL_KEYS)
    }
    assert cache_keys() != set()
    assert without == set()


def test_uploaded_file_lies_in_the_folder_of_its_organization(world: World, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile("../../评论.csv", "评论内容\n很好\n".encode())

    response = world.ours.client(Role.CX_MANAGER).post(reverse("insights:import", args=["ours"]), {"file": upload})

    assert response.status_code == 302
    files = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.parts[:3] for path in files] == [("org", str(world.ours.id), "imports")]


def test_report_of_another_organization_cannot_be_downloaded(world: World, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with world.theirs.context():
        job = Job.objects.create(
            kind="import_feedback", title="theirs", status="succeeded", report_path="org/x/reports/1.csv"
        )

    response = world.ours.client(Role.OWNER).get(reverse("jobs:report", args=["ours", job.pk]))

    assert response.status_code == 404


def test_report_path_that_leads_into_another_folder_is_not_followed(world: World, settings, tmp_path):
    """Even a manipulated row of one's own organisation does not open another one's file."""
    settings.MEDIA_ROOT = tmp_path
    foreign = Path(f"org/{world.theirs.id}/reports/secret.csv")
    (tmp_path / foreign).parent.mkdir(parents=True)
    (tmp_path / foreign).write_text("机密")
    with world.ours.context():
        jobs = [
            Job.objects.create(kind="import_feedback", title="ours", status="succeeded", report_path=path)
            for path in (str(foreign), f"org/{world.ours.id}/../{world.theirs.id}/reports/secret.csv", "/etc/passwd")
        ]

    for job in jobs:
        response = world.ours.client(Role.OWNER).get(reverse("jobs:report", args=["ours", job.pk]))
        assert response.status_code == 404


def test_media_has_no_public_address(world: World):
    folder = Path(settings.MEDIA_ROOT) / "org" / str(world.ours.id)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "probe.csv").write_text("x")

    for url in (f"/media/org/{world.ours.id}/probe.csv", f"/static/../media/org/{world.ours.id}/probe.csv"):
        assert Client().get(url).status_code == 404
