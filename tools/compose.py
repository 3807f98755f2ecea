"""Checks docker-compose.yml without a container engine.

The format against the Compose Specification's schema (compose_spec.json, Apache License 2.0, from the docker-compose
package), and what the schema cannot know: that variables, services, files, queues and commands exist.
"""

import json
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import yaml

ROOT = Path(__file__).resolve().parent.parent
QUEUES = {"default", "scoring", "text", "mail", "export"}
OURS = re.compile(r"^(CEM_|DATABASE_|REDIS_URL|EMAIL_URL)")
READ = re.compile(r"\b(?:text|integer|boolean|names)\(\"([A-Z_]+)\"")
USED = re.compile(r"(?<!\$)\$\{([A-Z_]+)")


def problems(compose_text: str) -> list[str]:
    compose = yaml.safe_load(compose_text)
    services = compose["services"]
    found = list(_against_schema(compose))
    for name, service in services.items():
        found += [f"{name}: {problem}" for problem in _of_service(service, services)]
    served = {queue for service in services.values() for queue in _queues(service)}
    if served != QUEUES:
        found.append(f"queues without a worker, or unknown ones: {sorted(served ^ QUEUES)}")
    return found + list(_of_variables(compose_text))


def _against_schema(compose: dict[str, Any]) -> Iterator[str]:
    schema = json.loads((ROOT / "tools" / "compose_spec.json").read_text())
    # Younger than this copy of the schema.
    schema["properties"]["name"] = {"type": "string"}
    # A number may come from a variable.
    schema["definitions"]["service"]["properties"]["scale"] = {"type": ["integer", "string"]}
    for error in jsonschema.Draft7Validator(schema).iter_errors(compose):
        yield f"{'/'.join(str(part) for part in error.path)}: {error.message[:200]}"


def _of_service(service: dict[str, Any], services: dict[str, Any]) -> Iterator[str]:
    yield from (
        f"depends on {other}, which is not there" for other in service.get("depends_on", {}) if other not in services
    )
    known = _known_variables()
    if service.get("image") == "cem":
        unknown = [name for name in service.get("environment", {}) if OURS.match(name) and name not in known]
        yield from (f"{name} is read by nobody" for name in unknown)
        yield from _of_command(service.get("command", []))
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        if source.startswith("./") and not (ROOT / source).exists():
            yield f"{source} is not there"
    build = service.get("build")
    if build and not (ROOT / build / "Dockerfile").exists():
        yield f"{build}/Dockerfile is not there"


def _of_command(command: list[str]) -> Iterator[str]:
    if command[:2] == ["python", "manage.py"]:
        from django.core.management import get_commands  # only with the product's settings at hand

        if command[2] not in get_commands():
            yield f"manage.py knows no {command[2]}"
    elif command and command[:5] != ["python", "-m", "celery", "-A", "cem"]:
        yield f"unknown command: {shlex.join(command)}"


def _queues(service: dict[str, Any]) -> list[str]:
    command = service.get("command", [])
    return str(command[command.index("--queues") + 1]).split(",") if "--queues" in command else []


def _of_variables(compose_text: str) -> Iterator[str]:
    """`.env.example` lists what the product and the compose file read, and nothing else."""
    used = set(USED.findall(compose_text))
    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    yield from (f".env.example: {name} is missing" for name in sorted((used | _known_variables()) - listed))
    yield from (f".env.example: {name} is read by nobody" for name in sorted(listed - used - _known_variables()))


def _known_variables() -> set[str]:
    return set(READ.findall((ROOT / "cem" / "env.py").read_text()))


def main() -> int:
    sys.path.insert(0, str(ROOT))
    import django  # after the path

    django.setup()
    found = problems((ROOT / "docker-compose.yml").read_text())
    sys.stdout.write("\n".join(found or ["docker-compose.yml and .env.example are sound"]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
