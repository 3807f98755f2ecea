"""Has feedback read by the text analyser and keeps what it says, one row for each analyser and version."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cem.events.outbox import record_event
from cem.tenancy.context import tenant_context
from insights.domain.text.analyser import Analyser, get_analyser
from insights.domain.text.reading import Reading
from insights.models import Feedback, FeedbackAnalysis

BATCH: Final = 200
KEYWORD_LENGTH: Final = 30


def current_analyser() -> Analyser:
    """The analyser of the settings; the first call of a process loads its model."""
    return get_analyser(settings.SENTIMENT_ANALYSER, Path(settings.VAR_DIR) / "text")


@transaction.atomic
def read_feedback(*, feedback_ids: Sequence[UUID | str]) -> int:
    """Read the texts of these rows and make the result their current analysis; records `feedback.analysed`.

    Texts that are not the customer's voice are not read, and lose an analysis that they had. Ids that are not there
    are passed over. Reading again gives the same rows. Returns how many texts were read.
    """
    rows = list(Feedback.objects.filter(pk__in=feedback_ids).order_by("id").values_list("id", "text", "is_voice"))
    FeedbackAnalysis.objects.filter(
        feedback_id__in=[row_id for row_id, _, is_voice in rows if not is_voice], is_current=True
    ).update(is_current=False)
    voices = [(row_id, text) for row_id, text, is_voice in rows if is_voice]
    if not voices:
        return 0
    analyser = current_analyser()
    ids = [row_id for row_id, _ in voices]
    _keep(analyser, ids, analyser.read([text for _, text in voices]))
    record_event("feedback.analysed", {"feedback": [str(row_id) for row_id in ids]})
    return len(ids)


def read_everything(*, organization_id: UUID) -> Iterator[int]:
    """Read every feedback of an organisation again, after a new version of the analyser; yields the total so far.

    Each batch is a transaction of its own, so that stopping loses one batch at most.
    """
    last: UUID | None = None
    done = 0
    while True:
        with tenant_context(organization_id):
            waiting = Feedback.objects.order_by("id")
            if last is not None:
                waiting = waiting.filter(id__gt=last)
            ids = list(waiting.values_list("id", flat=True)[:BATCH])
            if not ids:
                return
            done += read_feedback(feedback_ids=ids)
            last = ids[-1]
        yield done


def _keep(analyser: Analyser, ids: Sequence[UUID], readings: Sequence[Reading]) -> None:
    now = timezone.now()
    # First the old ones step back: a feedback has at most one current analysis at any moment.
    FeedbackAnalysis.objects.filter(feedback_id__in=ids, is_current=True).exclude(
        analyser=analyser.name, version=analyser.version
    ).update(is_current=False)
    FeedbackAnalysis.objects.bulk_create(
        [
            FeedbackAnalysis(
                feedback_id=feedback_id,
                analyser=analyser.name,
                version=analyser.version,
                polarity=str(reading.polarity),
                score=reading.score,
                keywords=[word for word in reading.keywords if len(word) <= KEYWORD_LENGTH],
                is_current=True,
                analysed_at=now,
            )
            for feedback_id, reading in zip(ids, readings, strict=True)
        ],
        update_conflicts=True,
        unique_fields=["organization", "feedback", "analyser", "version"],
        update_fields=["polarity", "score", "keywords", "is_current", "analysed_at"],
    )
    # Who asks for changes since a moment must learn of the reading too.
    Feedback.objects.filter(pk__in=ids).update(updated_at=now)
