"""Reads tests/surveys/vectors/walk.json: surveys and walks written by hand, in short forms.

Survey: `schema`, `language`, `title` and one ending "done" are filled in; a text is its English; the id of a question
is "q_" and its key; a title that is missing is the key; an option, row or column may be its id alone, and is then
called like it in capitals. Texts that a type needs are called like their field.

Case: `survey`, `answers`, `around` (surroundings; the language is English, the seed "5eed"), `until`, and what is
expected: `path` ("p1: a b | p2@o1: c@o1"), `required` (names), `shown` ({"name.options": "o1 o2"}), `errors` (a code
stands for an error without looking at its figures), `texts` (those named), and any other part of the result as it is.
"""

import json
from pathlib import Path
from typing import Any

from surveys.domain.questions import QUESTION_TYPES

Raw = dict[str, Any]
FILE = Path(__file__).resolve().parent.parent / "vectors" / "walk.json"
_TEXTS = ("title", "text", "hint", "message", "intro")
SETS = ("options", "rows", "columns")


def surveys() -> dict[str, Raw]:
    return {name: _survey(raw) for name, raw in _file()["surveys"].items()}


def cases() -> list[Raw]:
    return [_case(raw) for raw in _file()["cases"]]


def surprises(expected: Raw, result: Raw) -> list[str]:
    """What of a result is not as it was written down."""
    found = []
    for part, wanted in expected.items():
        got = _part(part, wanted, result)
        if got != wanted:
            found.append(f"{part}: {got!r} instead of {wanted!r}")
    return found


def _file() -> Raw:
    found: Raw = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def _part(part: str, wanted: Any, result: Raw) -> Any:
    shown = {each["name"]: each for step in result["steps"] for each in step["questions"]}
    if part == "path":
        return " | ".join(
            f"{step['name']}: {' '.join(each['name'] for each in step['questions'])}".strip()
            for step in result["steps"]
        )
    if part == "required":
        return " ".join(name for name, each in shown.items() if each["required"])
    if part == "shown":
        return {slot: " ".join(_set(shown, slot)) for slot in wanted}
    if part == "errors":
        return {
            name: error["code"] if isinstance(wanted.get(name), str) else error
            for name, error in result["errors"].items()
        }
    if part == "texts":
        return {slot: result["texts"].get(slot) for slot in wanted}
    return result[part]


def _set(shown: Raw, slot: str) -> list[str]:
    name, _, kind = slot.rpartition(".")
    found: list[str] = shown[name][kind] if name in shown else ["(not shown)"]
    return found


def _case(raw: Raw) -> Raw:
    around = raw.get("around", {})
    context = {"language": "en", **around.get("context", {})}
    return {"until": None, "answers": {}, **raw, "around": {"seed": "5eed", **around, "context": context}}


def _survey(raw: Raw) -> Raw:
    filled = {
        "schema": 2,
        "language": "en",
        "title": "Survey",
        "endings": [{"id": "done", "outcome": "complete"}],
        **raw,
    }
    pages = [{**page, "questions": [_question(each) for each in page["questions"]]} for page in filled["pages"]]
    endings = [{"title": ending["id"], **ending} for ending in filled["endings"]]
    quotas = {"quotas": filled["quotas"]} if "quotas" in filled else {}
    written: Raw = _texts({**filled, "pages": pages, "endings": endings, **quotas})
    return written


def _question(raw: Raw) -> Raw:
    needed = {field.name: field.name for field in QUESTION_TYPES[raw["type"]].texts if field.required}
    sets = {name: [_choice(each) for each in raw[name]] for name in SETS if name in raw}
    return {"id": f"q_{raw['key']}", "title": raw["key"], **needed, **raw, **sets}


def _choice(raw: Any) -> Raw:
    choice = {"id": raw} if isinstance(raw, str) else raw
    return {"text": choice["id"].upper(), **choice}


def _texts(value: Any, name: str = "") -> Any:
    if isinstance(value, list):
        return [_texts(item) for item in value]
    if isinstance(value, dict) and name not in ("if", "rule", "value", "required_if"):
        known = {field.name for kind in QUESTION_TYPES.values() for field in kind.texts} | set(_TEXTS)
        return {
            key: {"en": item} if key in known and isinstance(item, str) else _texts(item, key)
            for key, item in value.items()
        }
    return value
