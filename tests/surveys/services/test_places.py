"""Places out of files made here: the formats are those that MaxMind and ip2region publish."""

import ipaddress
from pathlib import Path

import pytest

from surveys.services import places

ADDRESS = "1.2.3.4"
UINT16, UINT32, UINT64 = 5, 6, 9


@pytest.fixture(autouse=True)
def fresh():
    places._finder.cache_clear()
    yield
    places._finder.cache_clear()


def xdb(path: Path, text: str) -> Path:
    """An xdb file that knows one range, 1.2.0.0 to 1.2.255.255."""
    words = text.encode()
    vectors = bytearray(256 * 256 * 8)
    text_at = 256 + len(vectors)
    entry_at = text_at + len(words)
    first, last = (int(ipaddress.ip_address(one)) for one in ("1.2.0.0", "1.2.255.255"))
    slot = (1 * 256 + 2) * 8
    vectors[slot : slot + 8] = entry_at.to_bytes(4, "little") * 2
    numbers = ((first, 4), (last, 4), (len(words), 2), (text_at, 4))
    entry = b"".join(number.to_bytes(size, "little") for number, size in numbers)
    path.write_bytes(bytes(256) + bytes(vectors) + words + entry)
    return path


def packed(value) -> bytes:
    """A value of MaxMind's data section; numbers are pairs of their type and value."""
    if isinstance(value, str):
        return _head(2, len(value.encode())) + value.encode()
    if isinstance(value, dict):
        return _head(7, len(value)) + b"".join(packed(name) + packed(inner) for name, inner in value.items())
    if isinstance(value, list):
        return _head(11, len(value)) + b"".join(packed(inner) for inner in value)
    kind, number = value
    size = {UINT16: 2, UINT32: 4, UINT64: 8}[kind]
    return _head(kind, size) + number.to_bytes(size, "big")


def _head(kind: int, size: int) -> bytes:
    extended = b"" if kind <= 7 else bytes([kind - 7])
    first = (kind << 5 if kind <= 7 else 0) | min(size, 29)
    assert size < 29 + 256
    return bytes([first]) + extended + (bytes([size - 29]) if size >= 29 else b"")


def mmdb(path: Path, row: dict) -> Path:
    """A file whose tree has one node: addresses below 128.0.0.0 are there, the others are not."""
    nodes = 1
    tree = (nodes + 16).to_bytes(3, "big") + nodes.to_bytes(3, "big")
    metadata = {
        "binary_format_major_version": (UINT16, 2),
        "binary_format_minor_version": (UINT16, 0),
        "build_epoch": (UINT64, 1_700_000_000),
        "database_type": "Test-City",
        "description": {"en": "test"},
        "ip_version": (UINT16, 4),
        "languages": ["en"],
        "node_count": (UINT32, nodes),
        "record_size": (UINT16, 24),
    }
    path.write_bytes(tree + bytes(16) + packed(row) + b"\xab\xcd\xefMaxMind.com" + packed(metadata))
    return path


def test_no_database_knows_no_place(settings):
    settings.PLACE_DATABASE = ""
    assert places.find_place(ADDRESS) == {}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("中国|0|上海|上海市|电信", {"country": "中国", "province": "上海", "city": "上海市"}),
        ("中国|上海|上海市|电信", {"country": "中国", "province": "上海", "city": "上海市"}),
        ("0|0|0|内网IP|内网IP", {"city": "内网IP"}),
    ],
)
def test_xdb(settings, tmp_path: Path, text: str, place: dict):
    settings.PLACE_DATABASE = str(xdb(tmp_path / "ip.xdb", text))
    assert places.find_place(ADDRESS) == place
    assert places.find_place("1.3.0.0") == {}
    assert places.find_place("2400:3200::1") == {}


def test_mmdb(settings, tmp_path: Path):
    row = {
        "country": {"names": {"en": "China", "zh-CN": "中国"}},
        "subdivisions": [{"names": {"en": "Shanghai"}}],
        "city": {"names": {}},
    }
    settings.PLACE_DATABASE = str(mmdb(tmp_path / "ip.mmdb", row))
    assert places.find_place(ADDRESS) == {"country": "中国", "province": "Shanghai"}
    assert places.find_place("203.0.113.7") == {}


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "", "nonsense", "::1", "1.2.3.4\x00"])
def test_private_and_unsound_addresses_are_not_looked_up(settings, tmp_path: Path, address: str):
    settings.PLACE_DATABASE = str(xdb(tmp_path / "ip.xdb", "中国|0|上海|上海市|电信"))
    assert places.find_place(address) == {}


@pytest.mark.parametrize("name", ["missing.xdb", "broken.xdb", "broken.mmdb"])
def test_a_file_that_cannot_be_read_costs_nothing_but_the_place(settings, tmp_path: Path, name: str):
    if name.startswith("broken"):
        (tmp_path / name).write_bytes(b"nonsense")
    settings.PLACE_DATABASE = str(tmp_path / name)
    assert places.find_place(ADDRESS) == {}
