"""Choices that several forms offer."""

from uuid import UUID

from cem.accounts.access import Actor
from cem.accounts.selectors.departments import department_tree
from surveys import facade

INDENT = "\u3000"


def as_uuid(value: str) -> UUID | None:
    return UUID(value) if value else None


def department_choices(actor: Actor) -> list[tuple[str, str]]:
    """The actor's part of the tree, indented as in the tree."""
    nodes = department_tree(actor.department_ids)
    top = min((node.depth for node in nodes), default=0)
    return [(str(node.id), f"{INDENT * (node.depth - top)}{node.name}") for node in nodes]


def survey_choices(actor: Actor) -> list[tuple[str, str]]:
    return [(str(choice.id), choice.title) for choice in facade.survey_choices(actor)]
