"""The national division codes: provinces (2 figures), cities (4), counties (6; towns of cities without counties, 9).

The table is the one that the respondent's page loads; static/respondent/data/README.md says where it comes from.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "static" / "respondent" / "data" / "regions"
PROVINCE, CITY = 2, 4
# Levels that stand in the table for order's sake and that nobody says aloud.
_SILENT = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_ENDINGS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县", "新区", "地区")
_SHORT_ENDINGS = ("省", "市", "区", "县", "盟", "旗", "镇")


@cache
def provinces() -> Mapping[str, str]:
    """{"31": "上海市", ...}"""
    table: dict[str, str] = json.loads((FOLDER / "provinces.json").read_text(encoding="utf-8"))
    return table


@cache
def _cities(province: str) -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """The table of one province: {city: (name, {rest of the code of a county: name})}."""
    path = FOLDER / f"{province}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def parts(code: str) -> Mapping[str, str]:
    """What a province or city consists of, {code: name}; empty for anything else."""
    province = code[:PROVINCE]
    if province not in provinces():
        return {}
    cities = _cities(province)
    if code == province:
        return {city: name for city, (name, _counties) in cities.items()}
    counties = cities[code][1] if code in cities else {}
    return {f"{code}{rest}": county for rest, county in counties.items()}


def has_parts(code: str) -> bool:
    """Whether there is a level below; below nothing ("") stand the provinces."""
    return bool(parts(code)) if code else True


def is_known(code: str) -> bool:
    return bool(name(code))


def name(code: str) -> str:
    """The name of one division alone, empty when the code is none."""
    if len(code) <= PROVINCE:
        return provinces().get(code, "")
    return parts(code[: PROVINCE if len(code) == CITY else CITY]).get(code, "")


def full_name(code: str) -> str:
    """ "上海市 浦东新区": the names from the province down, without levels that have no name of their own."""
    steps = [code[:PROVINCE], *([code[:CITY]] if len(code) >= CITY else []), *([code] if len(code) > CITY else [])]
    names = [name(step) for step in steps]
    return " ".join(text for text in names if text and text not in _SILENT) or code


def find(within: str, text: str) -> str | None:
    """The code of a division of a province or city by its name, in full or short ("浦东" is 浦东新区); None if unsure.

    Below a province both its cities and their counties are looked at, cities first.
    """
    wanted = text.strip()
    if len(within) > CITY:
        return None
    level = parts(within) if within else provinces()
    found = _match(level, wanted)
    if found or len(within) != PROVINCE:
        return found
    below = [match for city in level if (match := _match(parts(city), wanted))]
    return below[0] if len(below) == 1 else None


def _match(level: Mapping[str, str], wanted: str) -> str | None:
    for code, full in level.items():
        if full == wanted:
            return code
    short = [code for code, full in level.items() if full not in _SILENT and _short(full) == _short(wanted)]
    return short[0] if len(short) == 1 else None


def _short(full: str) -> str:
    for ending in (*_ENDINGS, *_SHORT_ENDINGS):
        if full.endswith(ending) and len(full) > len(ending) + 1:
            return full[: -len(ending)]
    return full
