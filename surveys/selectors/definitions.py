"""Published definitions, parsed once for each process: a version never changes."""

from functools import lru_cache
from uuid import UUID

from cem.tenancy.context import require_organization_id
from surveys.domain.definition import Definition, read_definition
from surveys.models import SurveyVersion

KEPT = 512


def published_definition(version_id: UUID) -> Definition:
    """The definition of a version of the organisation in force. No query when this process has read it before."""
    return _read(require_organization_id(), version_id)


@lru_cache(maxsize=KEPT)
def _read(organization_id: UUID, version_id: UUID) -> Definition:
    # The organisation is part of the key, so that a cached definition is only ever given to its own.
    return read_definition(SurveyVersion.objects.values_list("definition", flat=True).get(pk=version_id))
