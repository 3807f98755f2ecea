"""How the templates of questions name their fields and find what stands in them.

A field's name is the question's instance name with its parts after dots: "sat@o1", "sat@o1.row1.col2".
"""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_CHECKED = mark_safe(" checked")  # a constant
_SELECTED = mark_safe(" selected")
_HIDDEN = mark_safe(" hidden")
_NOTHING = SafeString("")


@register.simple_tag
def field(question: Any, *parts: Any) -> str:
    """The name of a field; also the end of its id."""
    return ".".join([question.name, *(str(part) for part in parts if part != "")])


@register.simple_tag
def held(question: Any, *parts: Any) -> str:
    """What stands in a field of text."""
    values = question.fields.get(field(question, *parts))
    return str(values[0]) if values else ""


@register.simple_tag
def checked(question: Any, value: Any, *parts: Any) -> SafeString:
    """Marks the box or button of a value that is chosen."""
    return _CHECKED if str(value) in question.fields.get(field(question, *parts), ()) else _NOTHING


@register.simple_tag
def selected(question: Any, value: Any, *parts: Any) -> SafeString:
    """Marks the entry of a list that is chosen."""
    return _SELECTED if str(value) in question.fields.get(field(question, *parts), ()) else _NOTHING


@register.simple_tag
def concealed(thing: Any) -> SafeString:
    """Hides a question, option, row or column that is not in force now; script may show it later."""
    return _HIDDEN if thing.is_hidden else _NOTHING


@register.filter
def steps(count: int) -> range:
    """1 to `count`."""
    return range(1, int(count) + 1)
