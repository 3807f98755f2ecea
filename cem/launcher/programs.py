"""The processes of the product and the environment they get."""

import os
import sys
from pathlib import Path

from cem import env
from cem.launcher.child import Program

LOAD_DEMO = env.BASE_DIR / "cem" / "demo" / "management" / "commands" / "load_demo.py"


def environment(*, database_url: str, redis_url: str, owner_url: str = "") -> dict[str, str]:
    """The variables of a child. The owner's address is empty but for migrations: who serves people must not have it."""
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "DATABASE_OWNER_URL": owner_url,
        "REDIS_URL": redis_url,
        "CEM_VAR": str(env.VAR_DIR),
        "PYTHONUNBUFFERED": "1",
        "PYTHONIOENCODING": "utf-8",
    }


def web(environment: dict[str, str]) -> Program:
    command = (sys.executable, "-m", "gunicorn", "--config", str(Path("deploy", "gunicorn.conf.py")), "cem.wsgi")
    return Program("web", command, environment, grace=15)


def background(environment: dict[str, str]) -> list[Program]:
    """Relay, beat and the two workers: text analysis and exports are slow and must not hold up the rest."""
    return [
        _worker("worker", "default,scoring,mail", env.WORKER_PROCESSES, environment, niceness=5),
        _worker("text", "text,export", 1, environment, niceness=10),
        Program("relay", manage("relay_events"), environment),
        Program(
            "beat",
            _celery("beat", "--schedule", str(env.VAR_DIR / "run" / "celerybeat-schedule"), "--pidfile="),
            environment,
        ),
    ]


def demo(environment: dict[str, str]) -> Program:
    # Politely: the first pages are being looked at while the data come in.
    return Program("demo", ("nice", "-n", "5", *manage("load_demo")), environment)


def manage(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, str(env.BASE_DIR / "manage.py"), *arguments)


def _worker(name: str, queues: str, processes: int, environment: dict[str, str], *, niceness: int) -> Program:
    """On one machine the pages come first: a respondent waits for them, nobody for a worker."""
    arguments = ("--queues", queues, "--hostname", f"{name}@%h", "--concurrency", str(processes))
    # The processes of one machine have nothing to tell each other.
    command = _celery("worker", *arguments, "--without-gossip", "--without-mingle")
    return Program(name, ("nice", "-n", str(niceness), *command), environment, grace=20)


def _celery(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "-A", "cem", *arguments, "--loglevel", "INFO")
