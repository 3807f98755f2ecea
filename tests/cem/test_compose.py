"""The check of docker-compose.yml finds what a container engine would only find when it is too late."""

import pytest

from tests.processes import BASE_DIR
from tools.compose import problems


@pytest.fixture
def compose() -> str:
    return (BASE_DIR / "docker-compose.yml").read_text()


def test_compose_file_and_variables_are_sound(compose: str):
    assert problems(compose) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("CEM_TRUSTED_PROXIES: 1", "CEM_TRUSTED_PROXY: 1", "web: CEM_TRUSTED_PROXY is read by nobody"),
        ('"text,export"', '"text"', "queues without a worker, or unknown ones: ['export']"),
        ('"relay_events"', '"relay"', "relay: manage.py knows no relay"),
        ("./deploy/caddy/Caddyfile", "./deploy/Caddyfile", "proxy: ./deploy/Caddyfile is not there"),
        ("${CEM_TEXT_REPLICAS:-1}", "${CEM_READERS:-1}", ".env.example: CEM_READERS is missing"),
        ("${CEM_TEXT_REPLICAS:-1}", "1", ".env.example: CEM_TEXT_REPLICAS is read by nobody"),
        (
            "    pgbouncer:\n      condition",
            "    pooler:\n      condition",
            "web: depends on pooler, which is not there",
        ),
        (
            "restart: unless-stopped",
            "restarts: unless-stopped",
            "services/postgres: 'restarts' does not match",
        ),
    ],
)
def test_compose_check_names_what_is_wrong(compose: str, old: str, new: str, problem: str):
    assert old in compose
    found = problems(compose.replace(old, new))
    assert any(line.startswith(problem) for line in found), found
