"""The path that a respondent takes through a survey, found again from the answers alone."""

from surveys.domain.walk.program import Program, compile_program, resolve_choices
from surveys.domain.walk.results import Shown, Step, Surroundings, Walk
from surveys.domain.walk.walker import walk

__all__ = ["Program", "Shown", "Step", "Surroundings", "Walk", "compile_program", "resolve_choices", "walk"]
