"""The logic of surveys: JsonLogic, with operators of our own. docs/surveys/logic.md describes the language.

`compile_rule(rule)` gives a `Rule`, which is called with the data; `check_rule(rule)` lists what is wrong with a rule.
static/respondent/logic.js evaluates the same rules in the page, to the letter.
"""

# The families fill the registry.
from surveys.domain.logic import arithmetic, comparing, dates, lists, reading, texts
from surveys.domain.logic.check import LogicError, LogicProblem, check_rule
from surveys.domain.logic.coercion import truthy
from surveys.domain.logic.compile import Rule, compile_rule
from surveys.domain.logic.pattern_syntax import PatternError
from surveys.domain.logic.patterns import Pattern, compile_pattern
from surveys.domain.logic.registry import OPERATORS, Operator

FAMILIES = tuple(module.FAMILY for module in (reading, comparing, arithmetic, texts, dates, lists))

__all__ = [
    "FAMILIES",
    "OPERATORS",
    "LogicError",
    "LogicProblem",
    "Operator",
    "Pattern",
    "PatternError",
    "Rule",
    "check_rule",
    "compile_pattern",
    "compile_rule",
    "truthy",
]
