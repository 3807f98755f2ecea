import pytest

from surveys.domain.definition import read_definition
from surveys.domain.exports import arm_columns, export_cells, export_columns, in_words, safe_cell
from surveys.domain.walk import compile_program
from tests.factories.respondents import definition, options, question, words


def program(*pages, **fields):
    return compile_program(read_definition(definition(*pages, **fields)))


OLD = program([question("gender", "single", options=options("male", "female")), question("gone", "long_text")])
NEW = program(
    [question("why", "long_text"), question("gender", "single", options=options("male", "female", "other"))],
)


def names(programs, instances=()) -> list[str]:
    return [column.name for column in export_columns(programs, instances, "zh-hans", "晨光")]


def test_columns_are_those_of_the_newest_version_then_older_ones():
    assert names([NEW, OLD]) == ["why", "gender", "gone"]


def test_labels_are_those_of_the_newest_version():
    columns = export_columns([NEW, OLD], [], "zh-hans", "晨光")
    assert in_words(columns[1], "other") == "other"
    assert set(columns[1].labels) == {"male", "female", "other"}
    assert in_words(columns[0], "male") == "male"


def test_cells_go_by_instance_and_key():
    assert export_cells(NEW, {"gender": "male", "why": "慢", "unknown": 3}) == {
        ("gender", "gender"): "male",
        ("why", "why"): "慢",
    }


def test_repeated_questions_have_a_column_for_each_repetition():
    raw = definition(
        [question("brands", "multiple", options=options("b2", "b10", "b1"))],
        [question("sat", "long_text")],
    )
    raw["pages"][1]["loop"] = {"question": "brands", "take": "chosen"}
    looped = compile_program(read_definition(raw))
    columns = export_columns([looped], ["sat@b1", "sat@b2"], "zh-hans", "晨光")
    assert [column.name for column in columns] == ["brands_b2", "brands_b10", "brands_b1", "sat@b2", "sat@b1"]
    assert columns[-1].title == "sat [b1]"
    assert export_cells(looped, {"sat@b1": "好"}) == {("sat@b1", "sat"): "好"}


def test_headings_are_given_once():
    crossed = program(
        [
            question("a", "multiple", options=options("x", "y")),
            question("a_x", "long_text"),
        ]
    )
    assert names([crossed]) == ["a_x", "a_y", "a_x.2"]


def test_titles_name_the_organization():
    named = program([question("a", "long_text") | {"title": words("{organization}怎么样")}])
    assert export_columns([named], [], "zh-hans", "晨光")[0].title == "晨光怎么样"


def test_titles_and_labels_have_no_pipes():
    asked = question("n", "single", options=options("x")) | {"title": words("{loop.text}第 {loop.index} 位{answers.a}")}
    asked["options"][0]["text"] = words("今天{context.today|}")
    raw = definition([question("a", "number")], [asked])
    raw["pages"][1]["loop"] = {"times": {"var": "answers.a"}, "most": 3}
    [_first, column] = export_columns([compile_program(read_definition(raw))], ["n@2"], "zh-hans", "晨光")
    assert (column.title, dict(column.labels)) == ("2第 2 位 [2]", {"x": "今天"})


def test_each_experiment_has_a_column():
    raw = definition([question("a", "long_text")])
    raw["experiments"] = [{"id": "ab", "arms": [{"id": "a", "weight": 1}, {"id": "b", "weight": 1}]}]
    assert [(one.name, one.key) for one in arm_columns([compile_program(read_definition(raw)), OLD])] == [
        ("_arm_ab", "ab")
    ]


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+86 138", "'+86 138"),
        ("-5 度", "'-5 度"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("  =1", "'=1"),
        ("正常", "正常"),
        (-5, -5),
        (2.5, 2.5),
        (True, 1),
        (None, None),
        ("a\x00b\x0b", "ab"),
        ("x" * 40_000, "x" * 32_000),
    ],
)
def test_safe_cell(value, safe):
    assert safe_cell(value) == safe
