"""The response that an ending is shown for."""

from uuid import UUID

from surveys.models import Response


def response_of_key(collector_id: UUID, key: str) -> Response | None:
    """The response that was made at a link with the key of a visit; whoever knows the key has given the answers."""
    return Response.objects.filter(collector_id=collector_id, idempotency_key=key[:64]).first()
