"""Reads of the department tree."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from cem.accounts.models import Department, DepartmentMember


@dataclass(frozen=True)
class TreeNode:
    """A department with its depth (the root has 0) and the names from the root down to it."""

    id: UUID
    parent_id: UUID | None
    name: str
    code: str
    kind: str
    depth: int
    path: tuple[str, ...]

    @property
    def label(self) -> str:
        return " / ".join(self.path[1:]) or self.name


def department_tree(within: frozenset[UUID] | None = None) -> list[TreeNode]:
    """The whole tree in reading order (parents before children, siblings by name); one query.

    `within` keeps only these departments, with their depth and path in the whole tree.
    """
    children: dict[UUID | None, list[Department]] = defaultdict(list)
    for department in Department.objects.order_by("name"):
        children[department.parent_id].append(department)
    nodes: list[TreeNode] = []

    def walk(parent: UUID | None, path: tuple[str, ...]) -> None:
        for item in children[parent]:
            here = (*path, item.name)
            nodes.append(TreeNode(item.id, item.parent_id, item.name, item.code, item.kind, len(path), here))
            walk(item.id, here)

    walk(None, ())
    return nodes if within is None else [node for node in nodes if node.id in within]


def subtree_ids(department_id: UUID) -> frozenset[UUID]:
    """The department and everything below it."""
    return _closure({department_id})


def department_subtree(*, membership_id: UUID | None) -> frozenset[UUID]:
    """The departments a member belongs to and everything below them; empty for a member of none."""
    own = DepartmentMember.objects.filter(membership_id=membership_id).values_list("department_id", flat=True)
    return _closure(set(own))


def root_department() -> Department:
    return Department.objects.get(parent=None)


def _closure(start: set[UUID]) -> frozenset[UUID]:
    children: dict[UUID | None, list[UUID]] = defaultdict(list)
    for department_id, parent_id in Department.objects.values_list("id", "parent_id"):
        children[parent_id].append(department_id)
    found: set[UUID] = set()
    waiting = list(start)
    while waiting:
        department_id = waiting.pop()
        if department_id not in found:
            found.add(department_id)
            waiting.extend(children[department_id])
    return frozenset(found)
