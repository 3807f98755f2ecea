"""Codes sent to telephones: a folder in which they arrive, and time that passes for everything in the cache."""

import re
from pathlib import Path
from typing import Any

from django.core.cache import cache

from tests.factories.respondents import definition, question

NUMBER = "13800138000"


def asking(*more: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A survey of a number that is verified, and of a page after it."""
    return definition([question("mobile", "phone", verify=True, **fields), *more], [question("why", "long_text")])


def given(code: str, number: str = NUMBER) -> dict[str, str]:
    return {"number": number, "code": code}


class Post:
    """Reads the messages that were written as files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def texts(self) -> list[str]:
        return [path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.txt"))]

    @property
    def code(self) -> str:
        """The newest one."""
        return re.findall(r"\b\d{6}\b", self.texts[-1].split("\n\n", 1)[1])[0]

    @property
    def wrong(self) -> str:
        return f"{(int(self.code) + 1) % 10**6:06d}"


def pass_time(seconds: int) -> None:
    """Let so many seconds pass in the cache."""
    client = cache._cache.get_client()  # type: ignore[attr-defined]
    for key in list(client.scan_iter("cem:*")):
        left = client.pttl(key)
        if left > 0:
            client.pexpire(key, left - seconds * 1000)
