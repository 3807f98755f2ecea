import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone, translation

from cem.accounts.access import Actor, system_actor
from cem.accounts.enums import Role
from cem.audit.models import AuditEntry
from cem.audit.selectors import PAGE_SIZE, AuditFilter, audit_page
from cem.audit.services import record_audit
from cem.audit.words import ACTIONS, action_label, change_lines
from tests.factories.accounts import Tenant, World


def entries(tenant: Tenant, number: int) -> list[AuditEntry]:
    actor = tenant.actor(Role.OWNER)
    return [record_audit(actor=actor, action="survey.edited", changes={"revision": place}) for place in range(number)]


@pytest.mark.parametrize("statement", ["UPDATE audit_auditentry SET action = 'x'", "DELETE FROM audit_auditentry"])
def test_log_can_only_grow(world: World, statement: str):
    with world.ours.context():
        entries(world.ours, 1)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
        assert [entry.action for entry in AuditEntry.objects.all()] == ["survey.edited"]


def test_log_can_only_grow_through_the_models_too(world: World):
    with world.ours.context():
        [entry] = entries(world.ours, 1)
        entry.action = "x"
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            entry.save()
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            entry.delete()
        assert AuditEntry.objects.get().action == "survey.edited"


def test_entry_names_actor_address_and_request(world: World):
    client = world.ours.client(Role.OWNER)
    response = client.post(
        "/o/ours/settings/",
        {"name": "晨光", "time_zone": "Asia/Shanghai", "minimum_n": 5},
        REMOTE_ADDR="203.0.113.7",
    )
    with world.ours.context():
        [entry] = AuditEntry.objects.all()
    assert (entry.actor_id, entry.address) == (world.ours.user(Role.OWNER).pk, "203.0.113.7")
    assert entry.request_id == response["X-Request-Id"]


def test_pages_follow_each_other_without_gap_or_repeat(world: World):
    actor = world.ours.actor(Role.OWNER)
    with world.ours.context():
        made = entries(world.ours, 2 * PAGE_SIZE + 5)
        # The same moment for all: the id decides.
        first = audit_page(actor, AuditFilter())
        second = audit_page(actor, AuditFilter(), before=first.older)
        third = audit_page(actor, AuditFilter(), before=second.older)
        seen = [entry.pk for page in (first, second, third) for entry in page.entries]
        assert seen == [entry.pk for entry in reversed(made)]
        assert (first.newer, third.older) == (None, None)
        back = audit_page(actor, AuditFilter(), after=third.newer)
        assert [entry.pk for entry in back.entries] == [entry.pk for entry in second.entries]
        assert [entry.pk for entry in audit_page(actor, AuditFilter(), after=back.newer).entries] == [
            entry.pk for entry in first.entries
        ]
        entries(world.ours, 3)
        assert audit_page(actor, AuditFilter(), before=first.older).entries == second.entries


def test_place_of_another_organization_is_no_place(world: World):
    with world.theirs.context():
        [foreign] = entries(world.theirs, 1)
    with world.ours.context():
        made = entries(world.ours, 2)
        page = audit_page(world.ours.actor(Role.OWNER), AuditFilter(), before=foreign.pk)
        assert [entry.pk for entry in page.entries] == [entry.pk for entry in reversed(made)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("q=订单", 1),
        ("q=%25", 0),
        ("action=api_key.revoked", 1),
        ("action=nonsense", 3),
        ("actor=system", 1),
        ("actor={owner}", 2),
        ("since={tomorrow}", 0),
        ("until={yesterday}", 0),
        ("since={yesterday}&until={tomorrow}", 3),
        ("since=nonsense", 3),
        ("before=nonsense", 3),
    ],
)
def test_page_filters(world: World, query: str, found: int):
    ours = world.ours
    with ours.context():
        owner = ours.actor(Role.OWNER)
        record_audit(actor=owner, action="api_key.created", changes={})
        record_audit(actor=owner, action="api_key.revoked", target=None)
        label = Actor(organization=ours.organization, label="订单系统", is_system=True)
        record_audit(actor=label, action="job.started")
    with world.theirs.context():
        record_audit(actor=system_actor(world.theirs.organization, "订单"), action="api_key.revoked")
    today = timezone.localdate()
    query = query.format(
        owner=ours.user(Role.OWNER).pk, tomorrow=today + timedelta(days=1), yesterday=today - timedelta(days=1)
    )
    response = ours.client(Role.ADMINISTRATOR).get(f"/o/ours/audit/?{query}")
    assert response.status_code == 200
    assert len(response.context["rows"]) == found


def test_page_keeps_the_filter_when_turning(world: World):
    with world.ours.context():
        entries(world.ours, PAGE_SIZE + 1)
    response = world.ours.client(Role.OWNER).get("/o/ours/audit/?action=survey.edited")
    assert response.context["older_url"].startswith("/o/ours/audit/?action=survey.edited&before=")
    assert response.context["newer_url"] == ""
    older = world.ours.client(Role.OWNER).get(response.context["older_url"])
    assert len(older.context["rows"]) == 1
    assert "&after=" in older.context["newer_url"]


def test_queries_do_not_grow_with_rows(world: World, django_assert_num_queries, django_assert_max_num_queries):
    client = world.ours.client(Role.OWNER)
    with world.ours.context():
        entries(world.ours, 1)
    with django_assert_max_num_queries(40) as first:
        client.get("/o/ours/audit/")
    with world.ours.context():
        entries(world.ours, 2)
    with django_assert_num_queries(len(first)):
        client.get("/o/ours/audit/")


def test_every_action_of_the_source_has_words():
    known = {action for group in ACTIONS.values() for action in group}
    written = set()
    for app in ("cem", "surveys", "insights", "actions", "journeys", "maturity"):
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if "record_audit" in text:
                written |= set(re.findall(r'"([a-z_]+\.[a-z_]+)"', "\n".join(re.findall(r"action=.*", text))))
    assert "survey.published" in written
    assert written - known == set()


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({"role": ["analyst", "owner"]}, [("Role", "Analyst", "Owner")]),
        ({"departments": [["总部"], ["上海店", "华北"]]}, [("Departments", "总部", "上海店, 华北")]),
        ({"minimum_n": [5, 10]}, [("Smallest number of answers", "5", "10")]),
        ({"code": ["", "S1"]}, [("Department code", "—", "S1")]),
        ({"version": 3}, [("Version", None, "3")]),
        ({"scopes": "metrics:read tickets:read"}, [("Rights", None, "Read metrics, Read tickets")]),
        ({"expires_at": None, "code": "", "x": []}, []),
        ({"days": [str(day) for day in range(10)]}, [("Days", None, "0, 1, 2, 3, 4, 5, 6, 7 +2")]),
        ({"something": {"a": 1}}, [("something", None, "a: 1")]),
    ],
)
def test_changes_in_words(changes: dict, lines: list):
    with translation.override("en"):
        assert [(line["label"], line["before"], line["after"]) for line in change_lines(changes)] == lines
        assert action_label("survey.published") == "published the survey"
        assert action_label("never.heard_of") == "never.heard_of"
