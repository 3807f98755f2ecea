"""Coarse places of internet addresses, looked up in a database file on this machine; nobody is asked.

`CEM_PLACE_DATABASE` names the file: `.mmdb` as MaxMind and DB-IP publish them, or `.xdb` of ip2region. Without it, or
where it cannot be read, places are empty.
"""

import ipaddress
import logging
import mmap
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

logger = logging.getLogger(__name__)

# {"country", "province", "city"} in the words of the database; names that it does not know are left out.
Place = dict[str, str]


class PlaceFinder(Protocol):
    def find(self, address: str) -> Place:
        """The place of an IPv4 or IPv6 address; empty where it is not known."""


class NoPlaces:
    def find(self, address: str) -> Place:
        return {}


class MaxMindPlaces:
    """City or country files in MaxMind's format. Chinese names come before English ones."""

    def __init__(self, path: Path) -> None:
        import maxminddb  # only where an installation has such a file

        self._reader = maxminddb.open_database(str(path))

    def find(self, address: str) -> Place:
        row: Any = self._reader.get(address)
        if not isinstance(row, dict):
            return {}
        provinces = row.get("subdivisions") or [{}]
        parts = {"country": row.get("country"), "province": provinces[0], "city": row.get("city")}
        return {name: text for name, part in parts.items() if (text := _name(part))}


class Ip2RegionPlaces:
    """The xdb format of ip2region, version 2: 256 bytes of header, a table of 256 x 256 ranges of the index by the
    first two bytes of the address, then entries of 14 bytes (first, last address, length and place of the text)."""

    HEADER, ENTRY = 256, 14

    def __init__(self, path: Path) -> None:
        with path.open("rb") as stream:
            self._data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self._data) < self.HEADER + 256 * 256 * 8:
            raise ValueError("not an xdb file")

    def find(self, address: str) -> Place:
        parsed = ipaddress.ip_address(address)
        if parsed.version != 4:
            return {}
        number, packed = int(parsed), parsed.packed
        slot = self.HEADER + (packed[0] * 256 + packed[1]) * 8
        low, high = self._number(slot), self._number(slot + 4)
        first, last = 0, (high - low) // self.ENTRY
        while first <= last:
            middle = (first + last) // 2
            at = low + middle * self.ENTRY
            if number < self._number(at):
                last = middle - 1
            elif number > self._number(at + 4):
                first = middle + 1
            else:
                return self._text(at)
        return {}

    def _number(self, at: int) -> int:
        return int.from_bytes(self._data[at : at + 4], "little")

    def _text(self, at: int) -> Place:
        length = int.from_bytes(self._data[at + 8 : at + 10], "little")
        start = self._number(at + 10)
        # country|region|province|city|provider in the older files, without the region in the newer ones; 0 is unknown.
        parts = self._data[start : start + length].decode("utf-8").split("|")
        names = parts if len(parts) == 4 else [parts[0], *parts[2:]]
        found = zip(("country", "province", "city"), names, strict=False)
        return {name: text for name, text in found if text and text != "0"}


def find_place(address: str) -> Place:
    """The coarse place of an address; empty without a database, for private addresses, and for anything else."""
    try:
        if not ipaddress.ip_address(address).is_global:
            return {}
        return _finder(settings.PLACE_DATABASE).find(address)
    except Exception as error:  # noqa: BLE001  # a broken file must not cost an answer
        if not isinstance(error, ValueError):
            logger.warning("no place could be looked up: %s", type(error).__name__)
        return {}


@lru_cache(maxsize=2)
def _finder(path: str) -> PlaceFinder:
    if not path:
        return NoPlaces()
    file = Path(path)
    try:
        return Ip2RegionPlaces(file) if file.suffix == ".xdb" else MaxMindPlaces(file)
    except Exception as error:  # noqa: BLE001  # whatever the reader raises: the product works without places
        logger.error("the place database cannot be read: %s", error)
        return NoPlaces()


def _name(part: Any) -> str:
    names = part.get("names", {}) if isinstance(part, dict) else {}
    return str(names.get("zh-CN") or names.get("en") or "")[:80]
