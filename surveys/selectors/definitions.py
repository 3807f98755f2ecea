"""Published definitions, parsed once for each process: a version never changes."""

from functools import lru_cache
from uuid import UUID

from cem.tenancy.context import require_organization_id, tenant_context
from surveys.domain.definition import Definition, read_definition
from surveys.domain.walk import Program, compile_program
from surveys.models import SurveyVersion

KEPT = 512


def published_definition(version_id: UUID) -> Definition:
    """The definition of a version of the organisation in force. No query when this process has read it before."""
    return _read(require_organization_id(), version_id)


def published_program(version_id: UUID) -> Program:
    """The same made ready for walking, once a version and process."""
    return _compile(require_organization_id(), version_id)


@lru_cache(maxsize=KEPT)
def _compile(organization_id: UUID, version_id: UUID) -> Program:
    return compile_program(_read(organization_id, version_id))


@lru_cache(maxsize=KEPT)
def _read(organization_id: UUID, version_id: UUID) -> Definition:
    # The organisation is part of the key, so that a cached definition is only ever given to its own. A page that is
    # answered from memory has not told the database of it yet.
    with tenant_context(organization_id):
        raw = SurveyVersion.objects.values_list("definition", flat=True).get(pk=version_id)
    return read_definition(raw)
