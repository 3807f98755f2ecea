"""How much one evaluation may do, so that no rule and no answer holds the server: the same figures stand in logic.js.

A rule that would do more gives null.
"""

import threading

# An item of a list costs ten, a character matched against a pattern costs one.
STEPS = 100_000
ITEM = 10
# Characters of a text that `cat` makes.
LONGEST_TEXT = 65_536


class ExhaustedError(Exception):
    """The rule ends here, with null."""


class _Left(threading.local):
    steps = 0


_left = _Left()


def refill() -> None:
    _left.steps = STEPS


def spend(steps: int) -> None:
    _left.steps -= steps
    if _left.steps < 0:
        raise ExhaustedError
