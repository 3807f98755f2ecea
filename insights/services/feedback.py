"""Takes in feedback of every source: one row for each voice, however often its source sends it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cem.events.outbox import record_event
from cem.tenancy.models import uuid7
from insights.domain.intake.kinds import Kind
from insights.domain.intake.validity import is_customer_voice
from insights.models import Feedback

BATCH: Final = 1_000
EVENT_BATCH: Final = 200

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FeedbackInput:
    """What a source says of one voice. `source_id` is its own number of it.

    `occurred_at` None: the source does not say; a new row takes the present, a known one keeps what it has.
    """

    source: str
    source_id: str
    kind: str
    department_id: UUID
    text: str
    occurred_at: datetime | None = None
    rating: Decimal | float | int | None = None
    author: str = ""
    product: str = ""
    touchpoint: str = ""
    language: str = ""
    survey_id: UUID | None = None
    response_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RecordedFeedback:
    """How many input rows made, changed or found what; `ids` has the feedback of each input row, in their order."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    ids: tuple[UUID, ...] = ()


# What is compared and written besides the key. The text is compared by its hash, so that it need not be read back.
_FIELDS: Final = (
    "kind", "department_id", "rating", "author", "product", "touchpoint", "language", "survey_id", "response_id",
    "is_voice", "text_hash", "occurred_at",
)  # fmt: skip
_WRITTEN: Final = [
    *("department" if name == "department_id" else name for name in _FIELDS), "text", "updated_at"
]  # fmt: skip


@transaction.atomic
def record_feedback(*, rows: Sequence[FeedbackInput]) -> RecordedFeedback:
    """Write what is new or changed, leave the rest alone, and tell of new texts by `feedback.recorded`.

    A source that sends a voice again wins; of two rows with one key the later wins. Rows that say nothing new are
    neither written nor read again. Any number of rows; they are taken in batches of 1,000.
    """
    created = updated = unchanged = 0
    ids: list[UUID] = []
    for start in range(0, len(rows), BATCH):
        batch = _Batch(rows[start : start + BATCH])
        batch.write()
        created += batch.created
        updated += batch.updated
        unchanged += batch.unchanged
        ids.extend(batch.ids())
    return RecordedFeedback(created, updated, unchanged, tuple(ids))


def text_hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class _Batch:
    """Compares a batch with what is stored, row after row, and writes the difference in one statement."""

    def __init__(self, rows: Sequence[FeedbackInput]) -> None:
        self.created = self.updated = self.unchanged = 0
        self._rows = rows
        self._now = timezone.now()
        self._known = _stored({(row.source, row.source_id) for row in rows})
        self._new: set[Key] = set()
        self._write: dict[Key, Feedback] = {}
        self._unread: set[Key] = set()
        for row in rows:
            self._take(row)

    def _take(self, row: FeedbackInput) -> None:
        key = (row.source, row.source_id)
        before = self._known.get(key)
        values = _values(row, before, self._now)
        if before is not None and all(before[name] == values[name] for name in _FIELDS):
            self.unchanged += 1
            return
        if before is None:
            self.created += 1
            self._new.add(key)
            values["id"] = uuid7()
        else:
            self.updated += 1
            values["id"] = before["id"]
        if before is None or any(before[name] != values[name] for name in ("text_hash", "is_voice")):
            self._unread.add(key)
        self._known[key] = values
        self._write[key] = Feedback(
            source=row.source, source_id=row.source_id, text=row.text, updated_at=self._now, **values
        )

    def write(self) -> None:
        # In the order of the key, so that two imports of the same rows wait for each other instead of locking up.
        Feedback.objects.bulk_create(
            [self._write[key] for key in sorted(self._write)],
            update_conflicts=True,
            unique_fields=["organization", "source", "source_id"],
            update_fields=_WRITTEN,
        )
        self._settle_races()
        unread = [str(self._known[key]["id"]) for key in self._write if key in self._unread]
        for start in range(0, len(unread), EVENT_BATCH):
            record_event("feedback.recorded", {"feedback": unread[start : start + EVENT_BATCH]})

    def ids(self) -> Iterable[UUID]:
        return (self._known[row.source, row.source_id]["id"] for row in self._rows)

    def _settle_races(self) -> None:
        """Someone else may have made the same row in between: then it keeps the id that it was given there."""
        for key, values in _stored(self._new, ("id",)).items():
            if self._known[key]["id"] != values["id"]:
                self._known[key]["id"] = values["id"]
                self.created -= 1
                self.updated += 1


def _values(row: FeedbackInput, before: dict[str, Any] | None, now: datetime) -> dict[str, Any]:
    return {
        "kind": str(row.kind),
        "department_id": row.department_id,
        "rating": None if row.rating is None else Decimal(str(row.rating)).quantize(Decimal("0.01")),
        "author": row.author,
        "product": row.product,
        "touchpoint": row.touchpoint,
        "language": row.language,
        "survey_id": row.survey_id,
        "response_id": row.response_id,
        "is_voice": is_customer_voice(Kind(row.kind), row.text),
        "text_hash": text_hash(row.text),
        "occurred_at": row.occurred_at or (before["occurred_at"] if before else now),
    }


def _stored(keys: set[Key], fields: Sequence[str] = ("id", *_FIELDS)) -> dict[Key, dict[str, Any]]:
    by_source: dict[str, list[str]] = defaultdict(list)
    for source, source_id in keys:
        by_source[source].append(source_id)
    found: dict[Key, dict[str, Any]] = {}
    for source, source_ids in by_source.items():
        rows = Feedback.objects.filter(source=source, source_id__in=source_ids)
        for values in rows.values("source_id", *fields):
            found[source, values.pop("source_id")] = values
    return found
