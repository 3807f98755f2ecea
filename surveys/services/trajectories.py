"""Takes in what a page has noted about how it was filled in."""

from uuid import UUID

from cem.tenancy.context import require_organization_id
from surveys.domain.trajectory import Problem, to_bytes, unpack
from surveys.models import Trajectory


def keep_trajectory(*, response_id: UUID, survey_id: UUID, packed: str | bytes) -> bool:
    """Store the trajectory of a response that was just accepted, in its transaction; True when there is one now.

    `packed` is what the page has sent, empty for nothing; whatever it is, the answer is taken. One that cannot be read
    is kept as such with the reason, without its bytes. One statement; a second call for the same response does nothing.
    """
    require_organization_id()
    trajectory = unpack(packed if isinstance(packed, str) else packed.decode("ascii", "replace"))
    if trajectory.problem == Problem.MISSING:
        return False
    row = Trajectory(
        response_id=response_id, survey_id=survey_id, events=to_bytes(trajectory), problem=trajectory.problem
    )
    Trajectory.objects.bulk_create([row], ignore_conflicts=True)
    return True
