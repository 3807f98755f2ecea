"""Submit throughput: the respondent's page and its submission, against a bare Django view that inserts one row.

    python -m benchmarks.submit [--operations 2000]

Both are served by gunicorn with the same workers and threads from the same embedded PostgreSQL, one after the other in
the same run, with the same load generator on the same machine (it takes its share of the two cores from both).
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil

from benchmarks.load import Connection, Outcome, run
from benchmarks.stack import BARE_TABLE, BASE_DIR, Stack
from cem import env
from cem.embedded import postgres_url

CONCURRENCIES = (1, 8, 32, 200)
WARM_UP = 100
# What stands in the command lines of worker and relay.
BACKGROUND = {"worker", "relay_events"}
FORM = "application/x-www-form-urlencoded"
KEY = re.compile(rb'name="_key" value="([^"]+)"')
COMMENTS = ["物流太慢，等了三天", "店员很热情，下次还来", "价格比别家贵", "质量不错", ""]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--operations", type=int, default=2000, help="of each kind at each concurrency")
    operations = parser.parse_args().operations
    with tempfile.TemporaryDirectory(prefix="cem-bench-") as folder, Stack(Path(folder)) as stack:
        token = stack.live_survey()
        run(stack.port, _answer(token), concurrency=8, operations=WARM_UP)
        with _bare_server(stack) as port:
            baselines = {c: run(port, _insert, concurrency=c, operations=operations) for c in CONCURRENCIES}
        with _paused_workers(stack):
            _look(stack, token, baselines, operations)
            _measure("page and submission alone (workers stopped)", stack, token, baselines, operations)
        _measure("with scoring, reading and tickets at the same time", stack, token, baselines, operations)
        _check(stack, token, WARM_UP + 2 * len(CONCURRENCIES) * operations)


def _look(stack: Stack, token: str, baselines: dict[int, Outcome], operations: int) -> None:
    """Only opening the page, as somebody does who goes away again."""
    print("\npage alone (workers stopped)")
    print(f"{'c':>4} {'bare /s':>9} {'page /s':>9} {'p50 ms':>8} {'p95 ms':>8} {'ratio':>6} {'errors':>7}")
    for concurrency, baseline in baselines.items():
        ours = run(stack.port, _open(token), concurrency=concurrency, operations=2 * operations)
        print(
            f"{concurrency:>4} {baseline.rate:>9.0f} {ours.rate:>9.0f} {1000 * ours.percentile(0.5):>8.1f} "
            f"{1000 * ours.percentile(0.95):>8.1f} {ours.rate / baseline.rate:>6.2f} {len(ours.errors):>7}",
            flush=True,
        )


def _measure(title: str, stack: Stack, token: str, baselines: dict[int, Outcome], operations: int) -> None:
    print(f"\n{title}")
    print(
        f"{'c':>4} {'bare /s':>9} {'p95 ms':>8} "
        f"{'page+submit /s':>15} {'p50 ms':>8} {'p95 ms':>8} {'ratio':>6} {'errors':>7}"
    )
    for concurrency, baseline in baselines.items():
        _show(concurrency, baseline, run(stack.port, _answer(token), concurrency=concurrency, operations=operations))


@contextmanager
def _paused_workers(stack: Stack) -> Iterator[None]:
    """Hold the background work back; the outbox keeps it."""
    workers = [p for p in psutil.Process(stack.pid).children(recursive=True) if BACKGROUND & set(_command(p))]
    for process in workers:
        process.suspend()
    try:
        yield
    finally:
        for process in workers:
            process.resume()


def _command(process: psutil.Process) -> list[str]:
    """Empty for one that has ended meanwhile."""
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def _show(concurrency: int, baseline: Outcome, ours: Outcome) -> None:
    print(
        f"{concurrency:>4} {baseline.rate:>9.0f} {1000 * baseline.percentile(0.95):>8.1f} {ours.rate:>15.0f} "
        f"{1000 * ours.percentile(0.5):>8.1f} {1000 * ours.percentile(0.95):>8.1f} {ours.rate / baseline.rate:>6.2f} "
        f"{len(baseline.errors) + len(ours.errors):>7}",
        flush=True,
    )
    for error in (baseline.errors + ours.errors)[:3]:
        print("     ", error)


async def _insert(connection: Connection) -> None:
    status, _body = await connection.request("POST", "/row", b'{"nps": 8, "reason": "x"}', "application/json")
    if status != 201:
        raise RuntimeError(f"bare view answered {status}")


def _open(token: str):
    async def look(connection: Connection) -> None:
        status, page = await connection.request("GET", f"/s/{token}")
        if status != 200 or KEY.search(page) is None:
            raise RuntimeError(f"page answered {status}")

    return look


def _answer(token: str):
    count = iter(range(10**9))

    async def answer(connection: Connection) -> None:
        status, page = await connection.request("GET", f"/s/{token}")
        key = KEY.search(page)
        if status != 200 or key is None:
            raise RuntimeError(f"page answered {status}")
        number = next(count)
        fields = _fields(page) | {"nps": str(number % 11), "reason": COMMENTS[number % len(COMMENTS)]}
        status, _body = await connection.request("POST", f"/s/{token}", urllib.parse.urlencode(fields).encode(), FORM)
        if status not in {302, 303}:
            raise RuntimeError(f"submit answered {status}")

    return answer


def _fields(page: bytes) -> dict[str, str]:
    """The hidden fields that the page gives back to the server."""
    found = re.findall(rb'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page)
    return {name.decode(): value.decode() for name, value in found}


class _bare_server:  # noqa: N801  # used as a function
    """The baseline behind gunicorn, configured as the product's web process is."""

    def __init__(self, stack: Stack) -> None:
        self.port = stack.port + 1
        self._stack = stack

    def __enter__(self) -> int:
        with closing(self._stack.connect("cem_owner")) as connection, connection:
            connection.cursor().execute(f"CREATE TABLE {BARE_TABLE} (id uuid PRIMARY KEY, body jsonb NOT NULL)")
        command = [
            sys.executable, "-m", "gunicorn", "benchmarks.bare:application", "--bind", f"127.0.0.1:{self.port}",
            "--worker-class", "gthread", "--workers", str(env.WEB_WORKERS), "--threads", str(env.WEB_THREADS),
            "--log-level", "warning",
        ]  # fmt: skip
        url = postgres_url("cem_app", self._stack.database_socket)
        self._process = subprocess.Popen(
            command, cwd=BASE_DIR, env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": ""}
        )
        time.sleep(3)
        return self.port

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        self._process.wait(20)


def _check(stack: Stack, token: str, expected: int) -> None:
    """Every acknowledged submission is stored."""
    with closing(stack.connect()) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "SELECT count(*) FROM surveys_response r JOIN surveys_collector c ON c.id = r.collector_id "
            "WHERE c.token = %s",
            [token],
        )
        stored = cursor.fetchone()[0]
    print(f"stored {stored} of {expected} submissions")


if __name__ == "__main__":
    main()
