"""The result of a walk as plain JSON, the same from Python and from the page, so that the two can be compared."""

from dataclasses import asdict
from typing import Any

from surveys.domain.definition import read_definition
from surveys.domain.walk import Program, Surroundings, Walk, compile_program, walk

# Gives the same from walk.js for each [plan number, answers, surroundings, until] of the payload.
IN_PAGE = """
async ({ walk }, { plans, cases }) => {
  // What types/region.js loads for those who choose a region.
  const { regionNames } = await import("/static/respondent/shapes/places.js");
  const regions = [["31", "上海市"], ["3101", "市辖区"], ["310115", "浦东新区"]];
  regions.forEach(([code, name]) => regionNames.set(code, name));
  return cases.map(([number, answers, surroundings, until]) => {
  const { steps, ...rest } = walk(plans[number], answers, surroundings, until);
  const ids = (choices) => choices.map((choice) => choice.id);
  return {
    steps: steps.map(({ name, page, item, questions }) => ({
      name, page, item: item ? item.id : null,
      questions: questions.map(({ name, required, inForce: { options, rows, columns } }) =>
        ({ name, required, options: ids(options || []), rows: ids(rows || []), columns: ids(columns || []) })),
    })),
    answers: rest.answers, private: rest.private, solutions: rest.solutions, dropped: rest.dropped,
    errors: rest.errors, soft: rest.soft, ending: rest.ending, outcome: rest.outcome, arms: rest.arms,
    loops: rest.loops, cells: rest.cells, texts: rest.texts,
  };
  });
}
"""


def program_of(definition: dict[str, Any]) -> Program:
    return compile_program(read_definition(definition))


def walked(
    program: Program, answers: dict[str, Any], surroundings: dict[str, Any], until: str | None = None
) -> dict[str, Any]:
    around = Surroundings(**surroundings)
    found = walk(program, answers, surroundings=around, until=until)
    return as_json(found, str(around.context.get("language") or program.definition.language))


def as_json(found: Walk, language: str) -> dict[str, Any]:
    return {
        "steps": [
            {
                "name": step.name,
                "page": step.page.id,
                "item": step.item.id if step.item else None,
                "questions": [
                    {
                        "name": shown.name,
                        "required": shown.required,
                        "options": [choice.id for choice in shown.options],
                        "rows": [choice.id for choice in shown.rows],
                        "columns": [choice.id for choice in shown.columns],
                    }
                    for shown in step.questions
                ],
            }
            for step in found.steps
        ],
        "answers": found.answers,
        "private": found.private,
        "solutions": found.solutions,
        "dropped": found.dropped,
        "errors": {name: asdict(error) for name, error in found.errors.items()},
        "soft": {name: list(texts) for name, texts in found.soft.items()},
        "ending": found.ending,
        "outcome": found.outcome,
        "arms": found.arms,
        "loops": {page: list(items) for page, items in found.loops.items()},
        "cells": [list(cell) for cell in found.cells],
        "texts": found.texts(language),
    }
