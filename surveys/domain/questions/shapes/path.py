"""A way down a tree of options, such as brand > series > model: the ids from the top to a leaf."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from surveys.domain.questions.base import AnswerError, Column, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.defaults import Defaults
from surveys.domain.questions.shapes.values import named
from surveys.domain.questions.shapes.words import marks, part_labels
from surveys.domain.texts import Problem, excerpt, pick

Branch = Mapping[str, Any]


def children(branch: Branch) -> Sequence[Branch]:
    return branch.get("children") or ()


def walk_tree(branches: Sequence[Branch]) -> Iterator[Branch]:
    for branch in branches:
        yield branch
        yield from walk_tree(children(branch))


class TreePath(Defaults):
    """Settings: `tree`, [{"id", "key"?, "text", "children"?}], and `levels`, the titles of the levels."""

    shape = "path"

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        tree, levels = raw.get("tree"), raw.get("levels")
        depth = len(levels) if isinstance(levels, list) else 0
        yield from _check_branches(f"{path}.tree", tree, depth, set())

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None or value == []:
            return None
        if not isinstance(value, list):
            return AnswerError("not_a_list")
        branches: Sequence[Branch] = question.settings["tree"]
        for identifier in value:
            if not isinstance(identifier, str):
                return AnswerError("not_a_choice")
            branch = next((each for each in branches if each["id"] == identifier), None)
            if branch is None:
                return AnswerError("unknown_option", {"option": named(identifier)})
            branches = children(branch)
        return AnswerError("path_unfinished") if branches else Taken(list(value))

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        """A field for each level, NAME.1 and on."""
        found = [data.get(f"{name}.{level}") or "" for level in range(1, len(question.settings["levels"]) + 1)]
        while found and not found[-1]:
            found.pop()
        return found or None

    def labels(self, question: Question, language: str) -> dict[str, str]:
        tree = walk_tree(question.settings["tree"])
        return part_labels(tree, language, question.language) | marks(language)

    def words(self, question: Question, value: Any, language: str) -> str:
        labelled = self.labels(question, language)
        return " / ".join(labelled.get(identifier, identifier) for identifier in value)

    def columns(self, question: Question, language: str) -> list[Column]:
        """The analysis key chosen on each level."""
        title, found = question.text("title", language), []
        branches: list[Branch] = list(question.settings["tree"])
        for at, level in enumerate(question.settings["levels"], 1):
            labelled = part_labels(branches, language, question.language)
            codes = {branch.get("key", branch["id"]): labelled[branch["id"]] for branch in branches}
            heading = f"{title}: {pick(level, language, question.language)}"
            found.append(Column(f"{question.key}_{at}", heading, "code", codes))
            branches = [child for branch in branches for child in children(branch)]
        return found

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        codes = {branch["id"]: branch.get("key", branch["id"]) for branch in walk_tree(question.settings["tree"])}
        return {f"{question.key}_{at}": codes.get(identifier, identifier) for at, identifier in enumerate(value, 1)}

    def plan(self, question: Question) -> dict[str, Any]:
        return {"levels": len(question.settings["levels"]), "tree": _ids(question.settings["tree"])}


def _ids(branches: Sequence[Branch]) -> dict[str, Any]:
    return {branch["id"]: _ids(children(branch)) for branch in branches}


def _check_branches(path: str, branches: Any, depth: int, seen: set[str]) -> Iterator[Problem]:
    """Ids are unique in the whole tree, for a page without script shows all branches of a level in one list."""
    if not isinstance(branches, list):
        return
    if depth <= 0:
        yield Problem(path, "too_deep")
        return
    for at, branch in enumerate(branches):
        if not isinstance(branch, Mapping):
            continue
        name = branch.get("id")
        if isinstance(name, str):
            if name in seen:
                yield Problem(f"{path}.{at}.id", "duplicate_id", {"id": excerpt(name)})
            seen.add(name)
        if branch.get("children"):
            yield from _check_branches(f"{path}.{at}.children", branch["children"], depth - 1, seen)
