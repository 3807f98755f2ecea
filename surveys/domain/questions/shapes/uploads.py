"""Files that were sent before: the answer names them. Whether they are there is for the caller to see."""

import re
from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.base import AnswerError, Form, InForce, Question, Taken
from surveys.domain.questions.shapes.defaults import Defaults

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SHORTEST_LIST = 1
MOST_BYTES = 20 * 1024 * 1024
MOST_FILES = 20


class Uploads(Defaults):
    """`["01890a5d-ac96-774b-bcce-b302099a8057", ...]`.

    Settings: `least` and `most` files, `kinds` (what may be sent), `max_bytes` of one file. Kinds and bytes are judged
    where the file arrives, by its content.
    """

    shape = "uploads"
    behaviour = "upload"
    answer_schema: Mapping[str, Any] = {
        "type": "array",
        "items": {"type": "string", "format": "uuid"},
        "minItems": _SHORTEST_LIST,
        "maxItems": MOST_FILES,
        "uniqueItems": True,
    }
    # What may be sent where the survey does not say.
    kinds: tuple[str, ...] = ()
    most_files = MOST_FILES
    max_bytes = MOST_BYTES

    def check_answer(self, question: Question, value: Any, in_force: InForce) -> Taken | AnswerError | None:
        if value is None or value == []:
            return None
        if not isinstance(value, list):
            return AnswerError("not_a_list")
        least, most = self.counts(question)
        if len(value) > most:
            return AnswerError("too_many_files", {"most": most})
        found: list[str] = []
        for one in value:
            if not isinstance(one, str) or not _ID.fullmatch(one.lower()):
                return AnswerError("not_an_upload")
            if one.lower() in found:
                return AnswerError("upload_twice")
            found.append(one.lower())
        if len(found) < least:
            return AnswerError("too_few_files", {"least": least})
        return Taken(found)

    def read_form(self, question: Question, name: str, data: Form) -> Any:
        """Fields NAME hold the ids of what was stored; the page without script sends files, which are stored first."""
        return [one for one in data.getlist(name) if one] or None

    def words(self, question: Question, value: Any, language: str) -> str:
        """How many; names of files say more about people than a list should."""
        return str(len(value))

    def cells(self, question: Question, value: Any) -> dict[str, Any]:
        return {question.key: " ".join(value)}

    def plan(self, question: Question) -> dict[str, Any]:
        least, most = self.counts(question)
        limits = self.limits(question)
        return {"least": least, "most": most, "kinds": list(limits[0]), "max_bytes": limits[1]}

    def counts(self, question: Question) -> tuple[int, int]:
        """The fewest and the most files."""
        return int(question.settings.get("least", 1)), int(question.settings.get("most", 1))

    def limits(self, question: Question) -> tuple[tuple[str, ...], int]:
        """The kinds that may be sent, by extension, and the most bytes of one file."""
        kinds = tuple(question.settings.get("kinds") or self.kinds)
        return kinds, int(question.settings.get("max_bytes", self.max_bytes))
