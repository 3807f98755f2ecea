import pytest

from surveys.domain.questions import QUESTION_TYPES
from surveys.views import scripts
from surveys.views.scripts import bundle, modules_of, needs_of, shorten

EVERYTHING = [*QUESTION_TYPES, "patterns.js", "trajectory.js"]
SOURCE = """const m1 = (() => {
  // Adds.
  function add(first, second) {
    return first + second;
  }
  return { add };
})();
"""


@pytest.fixture(params=["with the minifier", "without it"])
def installed(request, monkeypatch) -> bool:
    if request.param == "without it":
        monkeypatch.setattr(scripts, "minify", None)
    scripts._lean_function.cache_clear()
    yield scripts.minify is not None
    scripts._lean_function.cache_clear()


def test_script_is_made_short(installed: bool):
    short = shorten(SOURCE)
    assert "//" not in short
    assert "m1" in short
    assert ("first" in short) is not installed


def test_every_module_can_be_made_short(installed: bool):
    script = bundle(needs_of(EVERYTHING))
    whole = sum(len(source) for source in modules_of(needs_of(EVERYTHING)).values())
    assert len(script) < (0.7 if installed else 0.9) * whole


def test_survey_gets_only_the_modules_it_needs():
    few, all_of_them = modules_of(needs_of(["nps"])), modules_of(needs_of(EVERYTHING))
    assert set(few) < set(all_of_them)
    assert "types/signature.js" not in few
    assert "shapes/tables.js" not in few
    assert {"walk.js", "shapes/number.js"} <= set(few)
