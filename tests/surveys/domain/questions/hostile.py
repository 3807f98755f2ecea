"""Values that a hostile or careless client may send: any JSON, and JSON that is nearly right."""

from typing import Any

from hypothesis import strategies as st

from tests.surveys.domain.questions.vectors2 import in_force, question, vectors

TEXT = st.text(max_size=12) | st.sampled_from(["", "1", "r1", "a", "__proto__", "constructor", "\ufeff", "\u2028x"])
NUMBERS = (
    st.integers(-(2**70), 2**70)
    | st.integers(-12, 12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(-2000, 2000).map(lambda number: number / 100)
)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXT
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=16
)
MEMBERS = ("with", "without", "best", "worst", "agreed", "text_version", "name", "phone", "lat", "lng", "accuracy")
CODES = ("31", "3101", "310115", "71", "81", "44", "4419", "441900003", "00", "9999")


def near(name: str) -> st.SearchStrategy[Any]:
    """Values made of the question's own ids, so that many of them are right."""
    force = in_force(name, None)
    choices = [choice.id for each in (force.options, force.rows, force.columns) for choice in each]
    sets = [one["id"] for one in question(name).settings.get("sets", ())]
    known = st.sampled_from([*choices, *sets, "x"])
    cases = [value for named, _only, value, _said in vectors()["cases"] if named == name]
    leaf = known | NUMBERS | st.sampled_from(CODES) | st.booleans() | st.none() | st.lists(known, max_size=4)
    inner = leaf | st.dictionaries(known | st.sampled_from(MEMBERS), leaf, max_size=4)
    keys = known | st.sampled_from([*MEMBERS, "province", "city", "county"])
    return st.sampled_from(cases) | inner | st.dictionaries(keys, inner, max_size=4)
