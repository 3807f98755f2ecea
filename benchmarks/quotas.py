"""Many respondents at once on a quota of 100: exactly 100 get in, and seats of those who leave come back.

    python -m benchmarks.quotas [--attempts 10000] [--threads 32] [--limit 100]

Each thread has a connection of its own and does what a visit does: save an attempt (which holds a seat), and hand it
in. In the first part everybody hands in; in the second every third visit is abandoned, and its seat is given to others
once it has expired; in the third four interlocked quotas are decided in any order. The baseline is one conditional
UPDATE of one counter by as many threads.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cem.settings")

MEN = {"==": [{"var": "answers.gender"}, "male"]}
OLD = {"==": [{"var": "answers.age"}, "old"]}
ANSWERS = {"gender": "male", "age": "old"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--attempts", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=32)
    parser.add_argument("--limit", type=int, default=100)
    arguments = parser.parse_args()
    if "CEM_VAR" in os.environ:
        _run(arguments)
        return
    with tempfile.TemporaryDirectory(prefix="cem-bench-") as folder:
        environment = {**os.environ, "CEM_VAR": folder}
        migrate = [sys.executable, "manage.py", "migrate", "--database", "owner", "-v0"]
        subprocess.run(migrate, env=environment, check=True)
        command = [sys.executable, "-m", "benchmarks.quotas", *sys.argv[1:]]
        sys.exit(subprocess.run(command, env=environment, check=False).returncode)


def _run(arguments: argparse.Namespace) -> None:
    import django  # the settings need the state folder, which is known only now

    django.setup()
    attempts, threads, limit = arguments.attempts, arguments.threads, arguments.limit
    print(f"{attempts} attempts, {threads} threads, limit {limit}")
    print(f"{'':<34} {'attempts/s':>11} {'p50 ms':>8} {'p95 ms':>8} {'errors':>7}  result")
    _report("baseline: one UPDATE", _baseline(attempts, threads))
    failures = [_everybody(attempts, threads, limit), _abandoning(attempts, threads, limit)]
    failures.append(_interlocked(attempts // 5, threads, limit))
    sys.exit(1 if any(failures) else 0)


def _baseline(attempts: int, threads: int) -> "Outcome":
    survey = _Survey("baseline", [_quota("q", MEN, attempts)])
    survey.visit("baseline-0123456789", saves=True)
    from django.db.models import F  # after the set-up

    from cem.tenancy.context import tenant_context
    from surveys.models import QuotaCell

    def once(number: int) -> str:
        with tenant_context(survey.organization_id):
            QuotaCell.objects.filter(survey_id=survey.id, limit__gt=F("counted")).update(counted=F("counted") + 1)
        return "counted"

    return at_once(once, attempts, threads)


def _everybody(attempts: int, threads: int, limit: int) -> bool:
    survey = _Survey("everybody", [_quota("q", MEN, limit)])
    outcome = at_once(
        lambda number: survey.visit(f"visit-{number:012}", saves=number % 4 != 0, submits=True), attempts, threads
    )
    counted, reserved = survey.counters()["q.c"]
    result = f"{outcome.results['complete']} complete, counted {counted}, reserved {reserved}"
    _report("everybody hands in", outcome, result)
    return not (outcome.results["complete"] == counted == survey.responses() == limit and reserved == 0)


def _abandoning(attempts: int, threads: int, limit: int) -> bool:
    survey = _Survey("abandoning", [_quota("q", MEN, limit)])

    def visit(number: int) -> str:
        return survey.visit(f"visit-{number:012}", saves=True, submits=number % 3 != 0)

    outcome = at_once(visit, attempts // 2, threads)
    survey.let_expire()
    late = at_once(lambda number: survey.visit(f"late-{number:012}", submits=True), attempts // 2, threads)
    counted, reserved = survey.counters()["q.c"]
    first, second = outcome.results["complete"], late.results["complete"]
    outcome.times += late.times
    outcome.errors += late.errors
    outcome.seconds += late.seconds
    _report("every third leaves", outcome, f"{first} + {second} complete, counted {counted}, reserved {reserved}")
    return not (first + second == counted == survey.responses() == limit and reserved == 0)


def _interlocked(attempts: int, threads: int, limit: int) -> bool:
    names = ["a", "b", "c", "d"]
    survey = _Survey("interlocked", [_quota(name, MEN, limit, OLD) for name in names])
    chance = random.Random(7)
    cells = [(name, cell) for name in names for cell in ("c", "d")]
    orders = [chance.sample(cells, k=len(cells)) for _each in range(attempts)]
    outcome = at_once(lambda number: survey.take(f"visit-{number:012}", orders[number]), attempts, threads)
    counters = set(survey.counters().values())
    result = f"{outcome.results['counted']} counted, cells {counters}"
    _report("eight cells in any order", outcome, result)
    return not (outcome.results["counted"] == limit and counters == {(limit, 0)} and not outcome.errors)


class Outcome:
    def __init__(self) -> None:
        self.times: list[float] = []
        self.results: Counter[str] = Counter()
        self.errors: list[str] = []
        self.seconds = 0.0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def at_once(job: Callable[[int], str], count: int, threads: int) -> Outcome:
    """Carry `count` jobs out in so many threads, each with a connection of its own."""
    from django.db import connection  # after the set-up

    outcome, waiting, lock, start = Outcome(), iter(range(count)), threading.Lock(), threading.Barrier(threads + 1)

    def run() -> None:
        start.wait()
        while True:
            with lock:
                number = next(waiting, None)
            if number is None:
                break
            began = time.perf_counter()
            try:
                result = job(number)
            except Exception as error:  # noqa: BLE001  # every failure is counted, whatever it is
                outcome.errors.append(f"{type(error).__name__}: {error}"[:160])
            else:
                outcome.times.append(time.perf_counter() - began)
                with lock:
                    outcome.results[result] += 1
        connection.close()

    workers = [threading.Thread(target=run) for _each in range(threads)]
    for worker in workers:
        worker.start()
    start.wait()
    began = time.perf_counter()
    for worker in workers:
        worker.join()
    outcome.seconds = time.perf_counter() - began
    return outcome


class _Survey:
    """A published survey of two questions with quotas, in an organisation of its own."""

    def __init__(self, slug: str, quotas: list[dict[str, Any]]) -> None:
        from cem.accounts.access import system_actor  # after the set-up
        from cem.accounts.enums import DepartmentKind
        from cem.accounts.models import Department, Organization
        from cem.tenancy.context import tenant_context
        from surveys.models import Survey
        from surveys.services.publishing import publish_survey

        organization = Organization.objects.create(name=slug, slug=f"bench-{slug}-{time.time_ns()}")
        self.organization_id = organization.id
        with tenant_context(organization.id):
            Department.objects.create(name="HQ", kind=DepartmentKind.HEADQUARTERS)
            survey = Survey.objects.create(title=slug, draft=_definition(quotas))
            published = publish_survey(actor=system_actor(organization), survey_id=survey.pk)
        self.id, self.token = survey.pk, published.collector.token

    def visit(self, key: str, *, saves: bool = False, submits: bool = False) -> str:
        from cem.tenancy.context import tenant_context  # after the set-up
        from surveys.selectors.doors import door_detail, find_link
        from surveys.services.attempts import save_attempt
        from surveys.services.submissions import submit_response

        link = find_link(self.token)
        assert link is not None
        if saves:
            with tenant_context(self.organization_id):
                save_attempt(door=door_detail(link), key=key, answers={"gender": "male"}, edition=1, page="p1")
        if not submits:
            return "left"
        with tenant_context(self.organization_id):
            return str(submit_response(door=door_detail(link), answers=ANSWERS, idempotency_key=key).outcome)

    def take(self, key: str, cells: list[tuple[str, str]]) -> str:
        from cem.tenancy.context import tenant_context  # after the set-up
        from surveys.selectors.doors import door_detail, find_link
        from surveys.services.quotas import lock_visit, take_seats

        link = find_link(self.token)
        assert link is not None
        with tenant_context(self.organization_id):
            lock_visit(key)
            return "full" if take_seats(door=door_detail(link), key=key, matched=cells).full else "counted"

    def counters(self) -> dict[str, tuple[int, int]]:
        from cem.tenancy.context import tenant_context  # after the set-up
        from surveys.models import QuotaCell

        with tenant_context(self.organization_id):
            return {f"{row.quota}.{row.cell}": (row.counted, row.reserved) for row in QuotaCell.objects.all()}

    def responses(self) -> int:
        from cem.tenancy.context import tenant_context  # after the set-up
        from surveys.models import Response

        with tenant_context(self.organization_id):
            return Response.objects.filter(outcome="complete").count()

    def let_expire(self) -> None:
        from django.utils import timezone  # after the set-up

        from cem.tenancy.context import tenant_context
        from surveys.services.quotas import release_expired

        with tenant_context(self.organization_id):
            while release_expired(now=timezone.now() + timedelta(hours=1)):
                pass


def _quota(name: str, rule: Any, limit: int, second: Any = None) -> dict[str, Any]:
    cells = [{"id": "c", "if": rule, "limit": limit}]
    if second is not None:
        cells.append({"id": "d", "if": second, "limit": limit})
    return {"id": name, "cells": cells, "on_full": {"do": "end"}}


def _definition(quotas: list[dict[str, Any]]) -> dict[str, Any]:
    def asked(key: str, *ids: str) -> dict[str, Any]:
        options = [{"id": one, "text": {"en": one}} for one in ids]
        return {"id": f"q_{key}", "key": key, "type": "single", "title": {"en": key}, "options": options}

    pages = [asked("gender", "male", "female"), asked("age", "young", "old")]
    return json.loads(
        json.dumps(
            {
                "schema": 2,
                "language": "en",
                "title": {"en": "Quota"},
                "pages": [{"id": f"p{at}", "questions": [one]} for at, one in enumerate(pages, start=1)],
                "quotas": quotas,
                "endings": [{"id": "done", "outcome": "complete", "title": {"en": "Thanks"}}],
            }
        )
    )


def _report(title: str, outcome: Outcome, result: str = "") -> None:
    print(
        f"{title:<34} {len(outcome.times) / outcome.seconds:>11.0f} {1000 * outcome.percentile(0.5):>8.1f} "
        f"{1000 * outcome.percentile(0.95):>8.1f} {len(outcome.errors):>7}  {result}",
        flush=True,
    )
    for error in outcome.errors[:3]:
        print("     ", error)


if __name__ == "__main__":
    main()
