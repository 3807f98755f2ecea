"""Whether a response deserves to be believed: reasons, a score, a level. It flags and never drops."""

from surveys.domain.quality.judge import CODES, judge, level_of
from surveys.domain.quality.model import Asked, Evidence, Flag, Key, Level, Spread, Twins, Verdict

__all__ = ["CODES", "Asked", "Evidence", "Flag", "Key", "Level", "Spread", "Twins", "Verdict", "judge", "level_of"]
