"""Tables, uploads, places and consents are judged, read and said alike by the server and the page."""

from typing import Any
from urllib.parse import parse_qsl

from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.regions import parts, provinces
from tests.surveys.conformance.scripts import Scripts
from tests.surveys.domain.questions.hostile import JSON, near
from tests.surveys.domain.questions.test_special_shapes import FORMS, SAID
from tests.surveys.domain.questions.vectors2 import expected, flat, judged, question, script_in_force, vectors

CHECK = """(module, cases) => cases.map(([question, value, inForce]) =>
  module.default[question.shape].check(question, value, inForce))"""
WORDS = """(module, cases) => cases.map(([question, value, labels]) =>
  module.default[question.shape].words(question, value, labels))"""
READ = """(module, cases) => cases.map(([question, fields]) => module.default[question.shape].read(question, "k", {
  get: (name) => { const found = fields.find((field) => field[0] === name); return found ? found[1] : null; },
  getlist: (name) => fields.filter((field) => field[0] === name).map((field) => field[1]),
  keys: () => fields.map((field) => field[0]),
}))"""
# What types/region.js does with a table once it is there.
LOAD = """(module, [codes, loaded]) => {
  for (const [code, name] of codes) module.regionNames.set(code, name);
  for (const code of loaded) module.regionNames.set(code + "*", "");
  return null;
}"""
NAMES = sorted(vectors()["questions"])
several = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def load_regions(scripts: Scripts) -> None:
    codes = list(provinces().items())
    for province in provinces():
        for city, name in parts(province).items():
            codes += [(city, name), *parts(city).items()]
    scripts.run("shapes/places.js", LOAD, [codes, list(provinces())])


def test_the_shared_cases(scripts: Scripts) -> None:
    cases = vectors()["cases"]
    got = scripts.run(
        "shapes.js", CHECK, [[flat(name), value, script_in_force(name, only)] for name, only, value, _said in cases]
    )
    wrong = [(case, found) for case, found in zip(cases, got, strict=True) if found != expected(case[2], case[3])]
    assert wrong == []


def values() -> st.SearchStrategy[list[tuple[str, Any]]]:
    one = st.sampled_from(NAMES).flatmap(lambda name: st.tuples(st.just(name), near(name) | JSON))
    return st.lists(one, min_size=20, max_size=60)


@several
@given(cases=values())
def test_any_value_is_judged_alike(scripts: Scripts, cases: list[tuple[str, Any]]) -> None:
    load_regions(scripts)
    got = scripts.run("shapes.js", CHECK, [[flat(name), value, script_in_force(name, None)] for name, value in cases])
    assert got == [judged(name, value) for name, value in cases]


def test_the_forms_are_read_alike(scripts: Scripts) -> None:
    forms = [case for case in FORMS if case[0] != "region" or case[1].isascii()]
    got = scripts.run(
        "shapes.js", READ, [[flat(name), parse_qsl(posted, keep_blank_values=True)] for name, posted, _ in forms]
    )
    assert got == [value for _name, _posted, value in forms]


PARTS = ("r1", "r2", "a", "b", "c", "f1", "s1", "province", "city", "county", "lat", "name", "phone", "__proto__", "")
INNER = ("with", "best", "worst", "c1", "c2", "c3", "c4", "", "x.y")
FIELDS = st.just("k") | st.sampled_from(PARTS).flatmap(
    lambda part: st.just(f"k.{part}") | st.sampled_from(INNER).map(lambda inner: f"k.{part}.{inner}")
)
HELD = st.sampled_from(["", "1", "2", "2.5", " 3 ", "a", "yes", "0x1", "1e3", "-0"]) | st.text(
    "a1 .\ufeff\xa0", max_size=4
)


@several
@given(forms=st.lists(st.tuples(st.sampled_from(NAMES), st.lists(st.tuples(FIELDS, HELD), max_size=6)), min_size=20))
def test_any_form_is_read_alike(scripts: Scripts, forms: list[tuple[str, list[tuple[str, str]]]]) -> None:
    got = scripts.run("shapes.js", READ, [[flat(name), [*dict(fields).items()]] for name, fields in forms])
    wanted = []
    for name, fields in forms:
        data = QueryDict(mutable=True)
        data.update(dict(fields))
        wanted.append(QUESTION_TYPES[question(name).type].read_form(question(name), "k", data))
    assert got == wanted


def test_answers_are_said_alike(scripts: Scripts) -> None:
    load_regions(scripts)
    cases = [
        [flat(name), value, QUESTION_TYPES[question(name).type].labels(question(name), "zh-hans")]
        for name, value, _words, _cells in SAID
    ]
    assert scripts.run("shapes.js", WORDS, cases) == [words for _name, _value, words, _cells in SAID]
