from typing import Any

import pytest

from surveys.domain.checker import ERROR, NOTE, WARNING, check_document, check_survey
from surveys.domain.definition import read_definition
from surveys.selectors.templates import template_list
from tests.surveys.domain.samples import nps, options, question, survey


def answer(key: str) -> dict[str, str]:
    return {"var": f"answers.{key}"}


def yes_no(key: str, **fields: Any) -> dict[str, Any]:
    return question(key, "yes_no", **fields)


def found(*pages: Any, **fields: Any) -> list[tuple[str, str, str]]:
    """Severity, code and place of each finding."""
    problems, report = check_document(survey(*pages, **fields))
    assert problems == []
    return [(one.severity, one.code, one.question or one.page) for one in report.findings]


def shown_if(rule: Any, *before: dict[str, Any]) -> list[tuple[str, str, str]]:
    return found([*before], [yes_no("last", **{"if": rule})])


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"and": [{">": [answer("nps"), 8]}, {"<": [answer("nps"), 3]}]}, "contradiction"),
        ({"and": [{">=": [answer("nps"), 8]}, {"<=": [answer("nps"), 8]}]}, None),
        ({">": [answer("nps"), 10]}, "contradiction"),
        ({"==": [answer("nps"), 3.5]}, "contradiction"),
        ({"within": [answer("nps"), 11, 20]}, "contradiction"),
        ({"!": {"answered": ["nps"]}}, "contradiction"),
        ({">=": [answer("nps"), 0]}, "always_true"),
        ({"or": [{">": [answer("nps"), 5]}, {"<=": [answer("nps"), 5]}]}, "always_true"),
        ({"answered": ["nps"]}, "always_true"),
        ({"and": [{"==": [answer("way"), "store"]}, {"==": [answer("way"), "app"]}]}, "contradiction"),
        ({"==": [answer("way"), "boat"]}, "contradiction"),
        ({"in": [answer("way"), ["store", "app"]]}, None),
        ({"or": [{"selected": ["way", "store"]}, {"!": {"selected": ["way", "store"]}}]}, "always_true"),
        ({"and": [{"selected": ["liked", "a"]}, {"==": [{"count": [answer("liked")]}, 0]}]}, "contradiction"),
        ({"and": [{"selected_all": ["liked", ["a", "b"]]}, {"<": [{"count": [answer("liked")]}, 2]}]}, "contradiction"),
        ({"and": [{"selected": ["liked", "a"]}, {"==": [{"count": [answer("liked")]}, 1]}]}, None),
        ({">": [{"count": [answer("liked")]}, 3]}, "contradiction"),
        ({"and": [{">": [answer("people"), 3]}, {"<": [answer("people"), 3]}]}, "contradiction"),
        ({"and": [{">": [answer("people"), 3]}, {"<": [answer("people"), 4]}]}, None),
        ({">": [answer("people"), 6]}, "contradiction"),
        ({"and": [{"==": [answer("word"), "a"]}, {"==": [answer("word"), "b"]}]}, "contradiction"),
        ({"and": [{"!=": [answer("word"), "a"]}, {"!=": [answer("word"), "b"]}]}, None),
        ({"==": [{"var": "context.device"}, "fridge"]}, "contradiction"),
        ({"==": [{"var": "url.from"}, "x"]}, None),
        ({"and": [{"==": [{"var": "url.from"}, "x"]}, {"!": {"==": [{"var": "url.from"}, "x"]}}]}, "contradiction"),
        ({"and": [{"matches": [answer("word"), "^a"]}, {">": [answer("nps"), 12]}]}, "contradiction"),
        ({"==": [{"+": [answer("nps"), answer("nps2")]}, 21]}, "contradiction"),
        ({"==": [{"+": [answer("nps"), answer("nps2")]}, 20]}, None),
        ({"if": [{">": [answer("nps"), 5]}, False, False]}, "contradiction"),
        ({"==": [{"age": [answer("word")]}, 3]}, None),
    ],
)
def test_conditions_are_decided_where_that_is_certain(rule: Any, code: str | None):
    before = [
        nps(),
        nps("nps2"),
        question("way", "single", options=options("store", "app", "phone")),
        question("liked", "multiple", options=options("a", "b", "c")),
        question("people", "number", min=1, max=6),
        question("word", "short_text"),
    ]
    assert [one for _severity, one, _place in shown_if(rule, *before)] == ([code] if code else [])


def test_a_condition_on_a_question_that_may_be_skipped_may_see_no_answer():
    hidden = nps("second", **{"if": {">": [answer("nps"), 5]}})
    assert shown_if({"answered": ["second"]}, nps(), hidden) == []
    assert shown_if({">=": [answer("second"), 1]}, nps(), hidden) == []


def test_switched_off_is_a_warning():
    assert shown_if(False) == [(WARNING, "switched_off", "last")]
    assert shown_if(True) == []


def test_page_and_question_that_exclude_each_other():
    never, ever = yes_no("a", **{"if": {"<": [answer("nps"), 7]}}), yes_no("b", **{"if": {"==": [answer("nps"), 10]}})
    page = {"id": "fans", "if": {">=": [answer("nps"), 9]}, "questions": [never, ever]}
    assert found([nps()], page) == [(ERROR, "unreachable", "a")]


def test_options_rows_jumps_endings_and_required_are_checked_too():
    never = {">": [answer("nps"), 10]}
    choice = question("choice", "single", options=[*options("a"), {**options("b")[0], "if": never}])
    table = question(
        "table", "matrix_single", rows=[*options("r1"), {**options("r2")[0], "if": never}], columns=options("c1", "c2")
    )
    maybe = yes_no("maybe", required_if=never, next=[{"if": never, "to": "end"}])
    endings = [
        {"id": "none", "if": never, "outcome": "complete", "title": {"zh-hans": "无"}},
        {"id": "all", "outcome": "complete", "title": {"zh-hans": "谢谢"}},
    ]
    _problems, report = check_document(survey([nps(), choice, table, maybe], endings=endings))
    assert [(one.code, one.params["what"], one.params["name"]) for one in report.findings] == [
        ("contradiction", "option", "b"),
        ("contradiction", "row", "r2"),
        ("contradiction", "required", ""),
        ("contradiction", "jump", "end"),
        ("contradiction", "ending", "none"),
    ]


def test_what_a_jump_leaves_out_is_unreachable():
    first = yes_no("a", next=[{"to": "q_c"}])
    assert found([first, yes_no("b"), yes_no("c")]) == [(ERROR, "unreachable", "b")]
    assert found([yes_no("a", next=[{"to": "p3"}])], [yes_no("b")], [yes_no("c")]) == [(ERROR, "unreachable", "p2")]
    assert found([yes_no("a", next=[{"to": "end"}]), yes_no("b")]) == [(ERROR, "unreachable", "b")]


def test_what_a_jump_may_leave_out_is_not_unreachable():
    rule = {"==": [answer("a"), "yes"]}
    assert found([yes_no("a", next=[{"if": rule, "to": "q_c"}]), yes_no("b"), yes_no("c")]) == []
    # The question with the jump is not shown to everybody.
    maybe = yes_no("b", next=[{"to": "end"}], **{"if": rule})
    assert found([yes_no("a"), maybe, yes_no("c")]) == []
    # Another jump leads there.
    into = yes_no("a", next=[{"if": rule, "to": "q_c"}, {"to": "q_d"}])
    assert found([into, yes_no("b"), yes_no("c"), yes_no("d")]) == [(ERROR, "unreachable", "b")]


def test_both_answers_jump_away():
    jumps = [{"if": {"==": [answer("a"), "yes"]}, "to": "end"}, {"if": {"!=": [answer("a"), "yes"]}, "to": "q_c"}]
    # Each for itself may fail; only together they always hold. Nothing is said where it is not certain.
    assert found([yes_no("a", next=jumps), yes_no("b"), yes_no("c")]) == []


def test_an_ending_behind_one_for_everybody():
    thanks = {"outcome": "complete", "title": {"zh-hans": "谢谢"}}
    endings = [{"id": "one", **thanks}, {"id": "two", **thanks}]
    assert found([nps()], endings=endings) == [(WARNING, "unreachable", "")]
    assert found([nps(next=[{"if": {">": [answer("nps"), 5]}, "to": "two"}])], endings=endings) == []


def test_jumps_back():
    back = [{"if": {"==": [answer("b"), "yes"]}, "to": "p1"}]
    assert found([yes_no("a")], [yes_no("b", next=back)]) == [(ERROR, "jump_back", "b")]
    page = {"id": "p2", "questions": [yes_no("b")], "next": [{"if": back[0]["if"], "to": "q_a"}]}
    assert found([yes_no("a")], page) == [(ERROR, "jump_back", "p2")]


def test_conditions_that_look_ahead():
    ahead = {"==": [answer("b"), "yes"]}
    assert found([yes_no("a", **{"if": ahead}), yes_no("b")]) == [(ERROR, "later_condition", "a")]
    itself = {"==": [answer("a"), "yes"]}
    assert found([yes_no("a", **{"if": itself})]) == [(ERROR, "later_condition", "a")]
    check = {"rule": {"or": [{"!": {"answered": ["a"]}}, itself]}, "message": {"zh-hans": "请选“是”"}}
    assert found([yes_no("a", checks=[check])]) == []
    page = {"id": "p1", "if": ahead, "questions": [yes_no("b")]}
    assert found(page) == [(ERROR, "later_condition", "p1")]
    shuffled = {"id": "p1", "shuffle": True, "questions": [yes_no("a"), yes_no("b", **{"if": itself})]}
    assert found(shuffled) == [(WARNING, "perhaps_later", "b")]
    carried = question("c", "single", options_from={"question": "d", "take": "chosen"})
    assert found([carried, question("d", "multiple", options=options("x", "y"))]) == [(ERROR, "later_condition", "c")]
    assert found([yes_no("a", **{"if": {"==": [{"var": "loop.index"}, 1]}})]) == [(WARNING, "outside_loop", "a")]


def test_pipes_before_their_question():
    early = yes_no("a", title={"zh-hans": "{answers.b|您}好吗？"})
    assert found([early, yes_no("b")]) == [(ERROR, "pipe_before_asked", "a")]
    assert found([yes_no("b"), early]) == []
    assert found([yes_no("a")], title={"zh-hans": "{answers.a}"}) == [(ERROR, "pipe_before_asked", "")]
    page = {"id": "p2", "title": {"zh-hans": "{answers.b}"}, "questions": [yes_no("b")]}
    assert found([yes_no("a")], page) == [(ERROR, "pipe_before_asked", "p2")]
    thanks = [{"id": "thanks", "outcome": "complete", "title": {"zh-hans": "{answers.a}"}}]
    assert found([yes_no("a")], endings=thanks) == []


def test_dead_ends():
    never = {"and": [{"==": [answer("a"), "yes"]}, {"==": [answer("a"), "no"]}]}
    check = {"rule": never, "message": {"zh-hans": "不行"}}
    assert found([yes_no("a", checks=[check])]) == [(ERROR, "dead_end", "a")]
    assert found([yes_no("a", checks=[{**check, "soft": True}])]) == []
    gone = [{**one, "if": {">": [answer("nps"), 10]}} for one in options("x", "y")]
    codes = found([nps(), question("c", "single", required=True, options=gone)])
    assert (ERROR, "dead_end", "c") in codes


def test_the_expected_answer_must_be_possible():
    trap = question("trap", "single", required=True, options=options("red", "blue"), expect="blue")
    assert found([trap]) == []
    assert found([{**trap, "expect": "green"}]) == [(ERROR, "expect_impossible", "trap")]
    assert found([{**trap, "required": False}]) == [(NOTE, "trap_not_required", "trap")]


def cell(name: str, rule: Any, limit: int) -> dict[str, Any]:
    return {"id": name, "if": rule, "limit": limit}


def test_quotas():
    who = question("who", "single", required=True, options=options("f", "m"))
    age = question("age", "single", required=True, options=options("young", "old"))
    women, young = {"==": [answer("who"), "f"]}, {"==": [answer("age"), "young"]}
    nobody = {"and": [women, {"==": [answer("who"), "m"]}]}
    quota = {"id": "n", "cells": [cell("a", nobody, 5), cell("b", women, 0), cell("c", women, 9)]}
    assert found([who, age], quotas=[quota]) == [
        (ERROR, "impossible_quota", ""),
        (WARNING, "quota_lets_nobody_in", ""),
    ]
    both = {"id": "both", "cells": [
        cell("fy", {"and": [women, young]}, 20), cell("fo", {"and": [women, {"!": young}]}, 30)]}  # fmt: skip
    one = {"id": "one", "cells": [cell("f", women, 100)]}
    (finding,) = check_survey(survey([who, age], quotas=[both, one])).findings
    assert (finding.code, finding.params["cell"], finding.params["room"]) == ("quota_cannot_fill", "f", 50)
    one["cells"][0]["limit"] = 50
    assert found([who, age], quotas=[both, one]) == []
    one["cells"][0]["limit"] = 100
    both["on_full"] = {"do": "flag"}
    assert found([who, age], quotas=[both, one]) == []
    del both["cells"][1]
    both["on_full"] = {"do": "end"}
    assert found([who, age], quotas=[both, one]) == []


def test_translations():
    first = yes_no("a", title={"zh-hans": "好吗？", "en": "Good?"})
    assert found([first]) == [(NOTE, "language_not_offered", "")]
    findings = check_survey(survey([first], languages=["zh-hans", "en"])).findings
    assert [(one.severity, one.code, one.question, one.params) for one in findings] == [
        (WARNING, "missing_translation", "", {"language": "en", "count": 2})
    ]


def test_scores():
    some = question("a", "single", options=[{**options("x")[0], "score": 1}, *options("y")])
    assert found([some]) == [(WARNING, "unscored", "a")]
    none = question("a", "single", options=options("x", "y"))
    assert found([none, yes_no("b", **{"if": {">": [{"score": ["a"]}, 1]}})]) == [(ERROR, "no_scores", "b")]


def test_what_makes_people_answer_badly():
    alike = [{"id": name, "text": {"zh-hans": "同样"}} for name in ("x", "y")]
    assert found([question("a", "single", options=alike)]) == [(WARNING, "same_words", "a")]
    rows, columns = options(*(f"r{at}" for at in range(16))), options("c1", "c2")
    assert found([question("a", "matrix_single", rows=rows, columns=columns)]) == [(WARNING, "long_matrix", "a")]
    many = options(*(f"o{at}" for at in range(31)))
    assert found([question("a", "single", options=many)]) == [(NOTE, "many_options", "a")]
    assert found([question("a", "dropdown", options=many)]) == []
    assert found([yes_no(f"k{at}") for at in range(16)]) == [(NOTE, "long_page", "p1")]
    long = [[question(f"k{at}_{page}", "long_text", required=True) for at in range(10)] for page in range(4)]
    assert [code for _severity, code, _place in found(*long)] == ["long_survey"]


def test_an_id_that_was_used_with_another_text_before():
    old = read_definition(survey([question("a", "single", options=options("x", "y"))]))
    new = survey([question("a", "single", options=[{"id": "x", "text": {"zh-hans": "别的"}}])])
    (finding,) = check_survey(new, [old]).findings
    assert (finding.severity, finding.code, finding.question, finding.params["id"]) == (
        ERROR,
        "option_id_reused",
        "a",
        "x",
    )


def test_errors_come_first():
    assert [one[0] for one in found([nps(), yes_no("b", **{"if": {">": [answer("nps"), 10]}}), yes_no("c")],
                                     title={"zh-hans": "卷", "en": "S"})] == [ERROR, NOTE]  # fmt: skip


@pytest.mark.parametrize("template", template_list(), ids=lambda template: template.id)
def test_templates_have_no_findings(template: Any):
    assert check_survey(template.raw).findings == ()
