"""Which arm of each experiment a respondent is in."""

from math import gcd

from surveys.domain.definition.model import Experiment
from surveys.domain.randomness import Draw
from surveys.domain.walk.results import Surroundings


def arms_of(experiments: tuple[Experiment, ...], surroundings: Surroundings) -> dict[str, str]:
    """{experiment id: arm id}.

    With a turn, arms are dealt in permuted blocks: each block of as many respondents as the weights add up to (in
    lowest terms) holds every arm exactly as often as its weight says, so that groups are never far from their shares.
    Without one, an arm is drawn by weight from the seed.
    """
    return {experiment.id: _arm(experiment, surroundings) for experiment in experiments}


def _arm(experiment: Experiment, surroundings: Surroundings) -> str:
    common = gcd(*(weight for _, weight in experiment.arms)) or 1
    block = [arm for arm, weight in experiment.arms for _ in range(weight // common)]
    if not block:
        return experiment.arms[0][0]
    if surroundings.turn is None:
        return block[Draw(f"{surroundings.seed}:arm:{experiment.id}").below(len(block))]
    number, place = divmod(surroundings.turn, len(block))
    return Draw(f"{surroundings.survey}:{experiment.id}:{number}").shuffle(block)[place]
