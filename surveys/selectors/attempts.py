"""Reads of answers on their way."""

from uuid import UUID

from surveys.models import Attempt


def attempt_detail(collector_id: UUID, key: str) -> Attempt | None:
    """The attempt of a key at the link it was made for; at any other link there is none."""
    return Attempt.objects.select_related("version").filter(collector_id=collector_id, key=key).first()


def key_is_known(key: str) -> bool:
    """Whether any link of the organisation has an attempt under this key."""
    return Attempt.objects.filter(key=key).exists()
