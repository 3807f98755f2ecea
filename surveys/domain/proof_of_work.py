"""A riddle that takes a computer a moment to solve and one hash to check.

The challenge is the signed key of a page together with the name of the question, so a solution is worth nothing on any
other page. A solution is a number: SHA-256 of "challenge:number" must begin with `difficulty` zero bits. On average
2 ** difficulty numbers have to be tried.
"""

import hashlib
import re
from itertools import count

# Bits. The usual one is a fraction of a second on a computer and about a second on a slow phone.
EASIEST, USUAL, HARDEST = 8, 16, 22
_SOLUTION = re.compile(r"[0-9]{1,15}")


def challenge_of(page_key: str, name: str) -> str:
    """What is to be solved for one question of one page."""
    return f"{page_key}:{name}"


def is_solved(challenge: str, solution: object, difficulty: int = USUAL) -> bool:
    """Whether somebody did the work; takes whatever was sent."""
    if not isinstance(solution, str) or not _SOLUTION.fullmatch(solution):
        return False
    digest = hashlib.sha256(f"{challenge}:{solution}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - difficulty) == 0


def solve(challenge: str, difficulty: int = USUAL) -> str:
    """The first solution, as the page finds it; for tests and for clients of the API."""
    return next(str(number) for number in count() if is_solved(challenge, str(number), difficulty))
