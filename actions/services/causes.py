"""Reads a cause as people and programs write it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from actions.enums import Cause


@dataclass(frozen=True)
class GivenCause:
    """`words` holds what was given where it is none of our causes; `code` is then "other"."""

    code: str = ""
    words: str = ""


def read_cause(given: str) -> GivenCause:
    """A known code, or its label in any language of the product; anything else is "other" with the words kept."""
    words = " ".join(given.split())
    if not words:
        return GivenCause()
    code = _codes().get(words.casefold())
    return GivenCause(code) if code else GivenCause(Cause.OTHER.value, words)


def _codes() -> dict[str, str]:
    found = {cause.value.casefold(): cause.value for cause in Cause}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(cause.label).casefold(): cause.value for cause in Cause}
    return found
