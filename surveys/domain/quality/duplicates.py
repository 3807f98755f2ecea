"""Responses that repeat an earlier one of the same survey."""

from collections.abc import Iterator

from surveys.domain.quality.model import Evidence, Flag
from surveys.domain.quality.prints import RHYTHM_ALIKE

# A shop's tablet or a company's connection answers often; only many of them say something.
MANY_OF_A_DEVICE = 3
MANY_OF_AN_ADDRESS = 5
CROWD = 20


def duplicate_flags(evidence: Evidence) -> Iterator[Flag]:
    twins = evidence.twins
    if twins.rhythm >= RHYTHM_ALIKE:
        yield Flag("replayed_trajectory", {"likeness": round(100 * twins.rhythm)}, 0.85)
    texts = {name: count for name, count in twins.texts.items() if count}
    if texts:
        count = max(texts.values())
        weight = min(0.85, 0.4 + 0.1 * count)
        yield Flag("duplicate_text", {"questions": sorted(texts), "n": count}, weight)
    if twins.devices:
        yield Flag("same_device", {"n": twins.devices}, 0.4 if twins.devices >= MANY_OF_A_DEVICE else 0.2)
    if twins.addresses >= MANY_OF_AN_ADDRESS:
        yield Flag("same_address", {"n": twins.addresses}, 0.3 if twins.addresses >= CROWD else 0.15)
