"""How the NPS survey is filled in, as the page would send it."""

import json
from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import Any

from surveys.domain.trajectory import Event, Kind
from surveys.domain.trajectory.codec import VERSION
from surveys.domain.trajectory.codec import _numbers as numbers_of
from surveys.models import Collector, Response
from surveys.selectors.doors import door_detail, find_link
from surveys.services.submissions import submit_response
from surveys.services.visits import Visit, issue_key
from tests.factories.accounts import Tenant

_LONG = timedelta(minutes=10)
REASON = "物流太慢了，等了整整三天才送到，客服也不回"


def packed(events: Iterable[Event]) -> str:
    """The plain form, which a browser without compression sends."""
    names: dict[str, int] = {"": 0}
    row: list[int] = []
    before = 0
    for event in events:
        row += [event.at - before, int(event.kind), *numbers_of(event, names)]
        before = event.at
    return json.dumps([VERSION, 0, list(names), row])


def nps_events(score: int = 3, reason: str = REASON, *, seed: int = 1) -> tuple[Event, ...]:
    """Opens the page, chooses 8, hesitates, takes the score instead, and writes the reason stroke by stroke."""
    random = Random(seed)  # noqa: S311  # pauses of a test
    at = 0

    def wait(ms: float) -> int:
        nonlocal at
        at += round(ms * random.lognormvariate(0, 0.5))
        return at

    events = [
        Event(0, Kind.PAGE, "p1"),
        Event(wait(2500), Kind.POINTER, number=2),
        Event(at, Kind.FOCUS, "nps"),
        Event(wait(60), Kind.CHOOSE, "nps", value="8"),
        Event(wait(9000), Kind.CHOOSE, "nps", value=str(score)),
    ]
    if reason:
        events.append(Event(wait(3000), Kind.FOCUS, "reason"))
        for done in range(4, len(reason) + 4, 4):
            length = min(done, len(reason))
            events.append(Event(wait(2000), Kind.TEXT, "reason", number=length, inputs=4))
    return (*events, Event(wait(1500), Kind.SEND))


def answer_by_page(
    tenant: Tenant, collector: Collector, events: Iterable[Event] | None = None, *, signed: bool = True, **answers: Any
) -> Response:
    """One response through the link as the page hands it in: with a signed key opened long enough before, and how it
    was filled in (None: no trajectory). Its deliveries wait."""
    link = find_link(collector.token)
    with tenant.context():
        door = door_detail(link)
        visit = Visit(
            user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Mobile/15E148",
            trajectory=packed(events) if events is not None else "",
        )
        accepted = submit_response(
            door=door,
            answers=answers or {"nps": 3, "reason": REASON},
            idempotency_key=issue_key(door) if signed else "",
            language="zh-hans",
            visit=visit,
        )
        response = Response.objects.get(pk=accepted.response_id)
        if response.started_at is not None:
            # A test does not wait for the minutes that its trajectory tells of.
            Response.objects.filter(pk=response.pk).update(started_at=response.started_at - _LONG)
        return response
