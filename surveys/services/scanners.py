"""Looks for harmful files before they are kept. `CEM_SCANNER` names the scanner; without it nothing is scanned."""

import socket
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT = 30.0
_PORT = 3310


class ScannerUnavailableError(Exception):
    """The scanner that is configured does not answer; nothing may pass it by."""


class Scanner(Protocol):
    def scan(self, chunks: Iterable[bytes]) -> str:
        """The name of what was found, "" for a clean file. Raises ScannerUnavailableError."""


class NoScanner:
    def scan(self, chunks: Iterable[bytes]) -> str:
        return ""


class ClamdScanner:
    """ClamAV's daemon at `clamd://host:port` or `clamd:///path/of.socket`, by its INSTREAM command."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._path = parts.path if not parts.hostname else ""
        self._host, self._port = parts.hostname or "", parts.port or _PORT

    def scan(self, chunks: Iterable[bytes]) -> str:
        try:
            with self._connect() as connection:
                connection.sendall(b"zINSTREAM\0")
                for chunk in chunks:
                    connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
                connection.sendall(bytes(4))
                answer = connection.recv(4096).rstrip(b"\0").decode(errors="replace")
        except OSError as error:
            raise ScannerUnavailableError(type(error).__name__) from error
        if answer.endswith("OK"):
            return ""
        if answer.endswith("FOUND"):
            return answer.removesuffix("FOUND").partition(":")[2].strip()
        raise ScannerUnavailableError(answer[:80])

    def _connect(self) -> socket.socket:
        if not self._path:
            return socket.create_connection((self._host, self._port), timeout=TIMEOUT)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(self._path)
        except OSError:
            connection.close()
            raise
        return connection


def scanner() -> Scanner:
    """The scanner of this installation."""
    return _scanner(settings.SCANNER)


@lru_cache(maxsize=2)
def _scanner(address: str) -> Scanner:
    if not address:
        return NoScanner()
    if urlsplit(address).scheme != "clamd":
        raise ValueError(f"CEM_SCANNER starts with clamd://, not {address[:20]!r}")
    return ClamdScanner(address)
