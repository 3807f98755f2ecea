"""How the product says no."""

from typing import Any

from django.utils.functional import Promise


class Refusal(Exception):  # noqa: N818  # a refusal is an answer, not a fault
    """A service will not do what it was asked, and says why in the user's language. It has changed nothing.

    `code` is stable and for programs; `errors` tells by field what to mend; `status` is the HTTP status of the answer.
    """

    def __init__(
        self, code: str, message: str | Promise, *, errors: dict[str, Any] | None = None, status: int = 422
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.errors = errors or {}
        self.status = status

    def __str__(self) -> str:
        return str(self.message)
