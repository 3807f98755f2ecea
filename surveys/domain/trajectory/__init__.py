"""How a survey was filled in: reading, storing and summing up what the page has noted."""

from surveys.domain.trajectory.codec import from_bytes, to_bytes, unpack
from surveys.domain.trajectory.events import Event, Kind, Problem, Trajectory
from surveys.domain.trajectory.reading import QuestionReading, Reading, read_trajectory

__all__ = [
    "Event",
    "Kind",
    "Problem",
    "QuestionReading",
    "Reading",
    "Trajectory",
    "from_bytes",
    "read_trajectory",
    "to_bytes",
    "unpack",
]
