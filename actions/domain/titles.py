"""The subject of a ticket, made of what the customer said."""

from typing import Final

REASON_LENGTH: Final = 60


def shortened(text: str, length: int = REASON_LENGTH) -> str:
    """One line of at most `length` characters; what was cut ends with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def ticket_title(score_words: str, reason: str) -> str:
    """`score_words` ("NPS 3"), then the shortened reason where there is one."""
    short = shortened(reason)
    return f"{score_words} · {short}" if short else score_words
