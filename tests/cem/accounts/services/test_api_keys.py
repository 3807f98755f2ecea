import hashlib
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone

from cem.accounts.enums import ApiScope, Role
from cem.accounts.models import ApiKey
from cem.accounts.selectors.actors import actor_of_api_key
from cem.accounts.services.api_keys import create_api_key, revoke_api_key
from cem.audit.models import AuditEntry
from cem.refusal import Refusal
from tests.factories.accounts import World


def test_secret_is_returned_once_and_kept_as_a_hash(world: World):
    with world.ours.context():
        key, secret = create_api_key(
            actor=world.ours.actor(Role.OWNER), name="订单系统", scopes=[ApiScope.METRICS_READ, ApiScope.SURVEYS_READ]
        )
        [entry] = AuditEntry.objects.all()
    assert re.fullmatch(r"cem_[A-Za-z0-9]{40}", secret)
    assert key.prefix == secret[:12]
    stored = ApiKey.objects.values().get(pk=key.pk)
    assert stored["secret_hash"] == hashlib.sha256(secret.encode()).hexdigest()
    assert stored["scopes"] == ["metrics:read", "surveys:read"]
    assert secret not in str(stored)
    assert secret not in str(entry.changes)
    assert (entry.action, entry.target_label) == ("api_key.created", f"订单系统 ({secret[:12]}…)")


def test_key_is_the_actor_of_its_organization(world: World):
    with world.ours.context():
        key, secret = create_api_key(actor=world.ours.actor(Role.OWNER), name="k", scopes=[ApiScope.SURVEYS_READ])
    actor = actor_of_api_key(f"Bearer {secret}")
    assert (actor.organization, actor.api_key_id, actor.scopes) == (
        world.ours.organization, key.pk, frozenset({"surveys:read"})
    )  # fmt: skip
    key.refresh_from_db()
    assert key.last_used_at is not None


@pytest.mark.parametrize("state", ["revoked", "expired", "unknown", "bare"])
def test_key_that_does_not_count(world: World, state: str):
    with world.ours.context():
        key, secret = create_api_key(actor=world.ours.actor(Role.OWNER), name="k", scopes=[ApiScope.SURVEYS_READ])
        if state == "revoked":
            revoke_api_key(actor=world.ours.actor(Role.OWNER), key=key)
            revoke_api_key(actor=world.ours.actor(Role.OWNER), key=key)
            assert AuditEntry.objects.filter(action="api_key.revoked").count() == 1
    if state == "expired":
        ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    header = {"unknown": f"Bearer {secret}x", "bare": secret}.get(state, f"Bearer {secret}")
    assert actor_of_api_key(header) is None
    assert ApiKey.objects.get(pk=key.pk).last_used_at is None


@pytest.mark.parametrize(
    ("wanted", "code"),
    [({"scopes": []}, "no_scope"), ({"expires_at": timezone.now() - timedelta(days=1)}, "expired")],
)
def test_create_refused(world: World, wanted: dict, code: str):
    with world.ours.context():
        with pytest.raises(Refusal) as refusal:
            create_api_key(
                actor=world.ours.actor(Role.OWNER), name="k", **{"scopes": [ApiScope.SURVEYS_READ], **wanted}
            )
        assert AuditEntry.objects.count() == 0
    assert refusal.value.code == code
    assert ApiKey.objects.count() == 0


def test_cx_manager_makes_no_key(world: World):
    with world.ours.context(), pytest.raises(PermissionDenied):
        create_api_key(actor=world.ours.actor(Role.CX_MANAGER), name="k", scopes=[ApiScope.SURVEYS_READ])
    assert ApiKey.objects.count() == 0


def test_command_prints_the_key_alone(world: World):
    out = StringIO()
    call_command("create_api_key", organization="ours", name="smoke", stdout=out)
    assert re.fullmatch(r"cem_[A-Za-z0-9]{40}\n", out.getvalue())
    actor = actor_of_api_key(f"Bearer {out.getvalue().strip()}")
    assert (actor.organization.slug, actor.scopes) == ("ours", frozenset(ApiScope.values))
    with world.ours.context():
        [entry] = AuditEntry.objects.all()
        assert (entry.actor_kind, entry.actor_label) == ("system", "manage.py create_api_key")


def test_command_narrows_the_scopes(world: World):
    out = StringIO()
    call_command("create_api_key", organization="ours", name="smoke", scopes=["tickets:read"], stdout=out)
    assert actor_of_api_key(f"Bearer {out.getvalue().strip()}").scopes == frozenset({"tickets:read"})


def test_command_for_an_unknown_organization(world: World):
    out = StringIO()
    with pytest.raises(CommandError, match="nobody"):
        call_command("create_api_key", organization="nobody", name="smoke", stdout=out)
    assert out.getvalue() == ""
    assert ApiKey.objects.count() == 0
