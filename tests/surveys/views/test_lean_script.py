import pytest

from surveys.domain.questions import QUESTION_TYPES
from surveys.views.lean_script import lean
from surveys.views.scripts import bundle, modules_of, needs_of

EVERYTHING = [*QUESTION_TYPES, "patterns.js", "trajectory.js"]


@pytest.mark.parametrize(
    ("source", "short"),
    [
        ("const answer = 1; // said\nuse(answer);", "const a=1;use(a);\n"),
        ("const { name: word, rest } = thing;", "const{name:a,rest:b}=thing;\n"),
        ("function add(first, second) { return first + second; }", "function c(a,b){return a+b;}\n"),
        ("const say = (text) => `a ${text.text} ${{ text }}`;", "const b=(a)=>`a ${a.text} ${{text:a}}`;\n"),
        ('const quote = /"[/\\]]"/g, half = 4 / 2 / 1;', 'const a=/"[/\\]]"/g,b=4/2/1;\n'),
        ("const screen = { open() { return open; }, get: 1 };", "const screen={open(){return open;},get:1};\n"),
        ("for (const item of list) if (item in seen) continue;", "for(const a of list)if(a in seen)continue;\n"),
        ("class Path { step(one) { return one - -one; } }", "class b{step(a){return a- -a;}}\n"),
    ],
)
def test_script_is_made_short(source: str, short: str):
    assert lean(source) == short


def test_every_module_can_be_made_short():
    script = bundle(needs_of(EVERYTHING))
    assert "//" not in script.replace("://", "")
    assert len(script) < 0.75 * sum(len(source) for source in modules_of(needs_of(EVERYTHING)).values())


def test_survey_gets_only_the_modules_it_needs():
    few, all_of_them = modules_of(needs_of(["nps"])), modules_of(needs_of(EVERYTHING))
    assert set(few) < set(all_of_them)
    assert "types/signature.js" not in few
    assert "shapes/tables.js" not in few
    assert {"walk.js", "shapes/number.js"} <= set(few)
