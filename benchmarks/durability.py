"""Nothing lost: answers come in while every process of the product is killed at random.

    python -m benchmarks.durability [--responses 5000] [--clients 16] [--kills 20]

Web workers, Celery workers, relay, broker and database die by SIGKILL and are brought back by the launcher. A client
that gets no answer repeats with the same key, as the page does. Afterwards every acknowledged response must be there
once, scored once, and ticketed once when its score calls for it.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg2

from benchmarks.stack import Stack
from cem.embedded import postgres, valkey

PATIENCE_SECONDS = 300
# The parts that die, with what a process's command line tells of them.
PARTS = {"web": "gunicorn", "worker": "celery", "relay": "relay_events", "broker": "", "database": ""}


@dataclass
class Ledger:
    """What the clients know: key -> (id, score) of each acknowledged answer."""

    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)
    repeats: int = 0
    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    lock: threading.Lock = field(default_factory=threading.Lock)


def submit_under_fire(stack: Stack, *, responses: int, clients: int, kills: int, seed: int = 1) -> Ledger:
    """Submit `responses` answers from `clients` threads while `kills` processes are killed; return the ledger."""
    token = stack.live_survey()
    ledger, numbers, done = Ledger(), iter(range(responses)), threading.Event()
    counting = threading.Lock()

    def next_number() -> int | None:
        with counting:
            return next(numbers, None)

    def client() -> None:
        while (number := next_number()) is not None:
            _submit(stack, token, number, ledger)

    threads = [threading.Thread(target=client) for _each in range(clients)]
    killer = threading.Thread(target=_kill_at_random, args=(stack, ledger, responses, kills, done, random.Random(seed)))
    for thread in [*threads, killer]:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    killer.join()
    return ledger


def _submit(stack: Stack, token: str, number: int, ledger: Ledger) -> None:
    key, score = str(uuid.uuid4()), number % 11
    body = json.dumps(
        {"link": token, "answers": {"nps": score, "reason": f"第 {number} 位顾客"}, "idempotency_key": key}
    ).encode()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        request = urllib.request.Request(
            f"{stack.url}/api/v1/client/responses", data=body, headers={"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                with ledger.lock:
                    ledger.acknowledged[key] = (json.load(answer)["id"], score)
                return
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code != 429:
                raise RuntimeError(f"refused: {error.code} {error.read()!r}") from error
        except (OSError, ValueError, EOFError):
            pass  # the web process died with the request, or is not back yet
        except Exception as error:
            if "http.client" not in type(error).__module__:
                raise
        with ledger.lock:
            ledger.repeats += 1
        time.sleep(0.2)
    raise RuntimeError("no acknowledgement in time")


def _kill_at_random(
    stack: Stack, ledger: Ledger, responses: int, kills: int, done: threading.Event, chance: random.Random
) -> None:
    """Spread the kills over the run, each part in turn, so that each dies several times."""
    for number in range(kills):
        while len(ledger.acknowledged) < responses * (number + 1) / (kills + 1):
            if done.wait(0.05):
                return
        part = list(PARTS)[number % len(PARTS)]
        victims = list(_processes(stack, part))
        if victims:
            os.kill(chance.choice(victims), signal.SIGKILL)
            ledger.kills[part] += 1


def _processes(stack: Stack, part: str) -> Iterator[int]:
    if part in {"database", "broker"}:
        pid = (postgres if part == "database" else valkey).pid(stack.var_dir)
        if pid is not None:
            yield pid
        return
    for process in psutil.Process(stack.pid).children(recursive=True):
        try:
            if PARTS[part] in " ".join(process.cmdline()):
                yield process.pid
        except psutil.NoSuchProcess:
            continue


def wait_until_quiet(stack: Stack, seconds: float = 300) -> None:
    """Until no delivery waits any more."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if _ask(stack, "SELECT count(*) FROM events_delivery WHERE status IN ('pending', 'sent')")[0][0] == 0:
                return
        except psycopg2.OperationalError:
            pass  # the database was killed last and is coming back
        time.sleep(0.5)
    raise RuntimeError("deliveries still wait")


def problems(stack: Stack, ledger: Ledger) -> list[str]:
    """What is lost or doubled; an empty list when all is well."""
    found = []
    stored = dict(_ask(stack, "SELECT idempotency_key, id::text FROM surveys_response"))
    if {key: response for key, (response, _score) in ledger.acknowledged.items()} != stored:
        missing = len(set(ledger.acknowledged) - set(stored))
        found.append(f"{missing} acknowledged responses are missing, {len(stored)} are stored")
    facts = _ask(stack, "SELECT response_id::text, value FROM insights_scorefact")
    if sorted(facts) != sorted(ledger.acknowledged.values()):
        found.append(f"{len(facts)} facts for {len(ledger.acknowledged)} responses")
    counted = _ask(
        stack,
        "SELECT coalesce(sum(n), 0), coalesce(sum(detractors), 0), coalesce(sum(total), 0) FROM insights_dailyrollup",
    )
    scores = [score for _id, score in ledger.acknowledged.values()]
    if tuple(map(int, counted[0])) != (len(scores), sum(score <= 6 for score in scores), sum(scores)):
        found.append(f"the rollups count {counted[0]}")
    ticketed = sorted(row[0] for row in _ask(stack, "SELECT response_id::text FROM actions_ticket"))
    if ticketed != sorted(response for response, score in ledger.acknowledged.values() if score <= 6):
        found.append(f"{len(ticketed)} tickets for {sum(score <= 6 for score in scores)} detractors")
    read = _ask(stack, "SELECT count(*), count(DISTINCT feedback_id) FROM insights_feedbackanalysis WHERE is_current")[
        0
    ]
    if read != (len(scores), len(scores)):
        found.append(f"{read[0]} comments read of {len(scores)}")
    failed = _ask(stack, "SELECT consumer, count(*) FROM events_delivery WHERE status = 'failed' GROUP BY consumer")
    if failed:
        found.append(f"deliveries gave up: {failed}")
    return found


def _ask(stack: Stack, statement: str) -> list[tuple]:
    with closing(stack.connect()) as connection:
        cursor = connection.cursor()
        cursor.execute(statement)
        return cursor.fetchall()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--responses", type=int, default=5000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--kills", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cem-durability-") as folder, Stack(Path(folder)) as stack:
        started = time.monotonic()
        ledger = submit_under_fire(stack, responses=options.responses, clients=options.clients, kills=options.kills)
        submitted = time.monotonic() - started
        wait_until_quiet(stack)
        found = problems(stack, ledger)
        print(f"{len(ledger.acknowledged)} answers acknowledged in {submitted:.0f} s, {ledger.repeats} repeats")
        print("killed: " + ", ".join(f"{part} {count}" for part, count in ledger.kills.items()))
        print(f"everything carried out {time.monotonic() - started - submitted:.0f} s after the last answer")
        print("\n".join(found) or "nothing lost, nothing doubled")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
