"""Feedback for partners' systems: read what came in, send what they have."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cem.accounts.access import Rule
from cem.api.schema import PageQuery, page_of, problems
from cem.api.views import ApiView
from cem.refusal import Refusal
from insights import policies
from insights.api.serializers_feedback import (
    FeedbackInputBody,
    FeedbackInputDocument,
    FeedbackOutput,
    FeedbackQuery,
    FeedbackRowInput,
    FeedbackWritten,
    as_lists,
)
from insights.selectors.feedback import FeedbackFilters, feedback_list
from insights.services.feedback_intake import take_feedback

TAG = "feedback"


class FeedbackView(ApiView):
    rules: ClassVar[dict[str, Rule]] = {"GET": policies.VIEW_FEEDBACK, "POST": policies.IMPORT_FEEDBACK}
    # 500 rows of 20,000 characters would be more; a sender with such texts sends fewer at a time.
    body_limit = 10 * 1024 * 1024

    @extend_schema(
        operation_id="feedback_list", tags=[TAG], summary="Feedback of every source, newest first",
        parameters=[FeedbackQuery, PageQuery], responses={200: page_of("FeedbackPage", FeedbackOutput)},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        query = self.read_query(FeedbackQuery)
        filters = FeedbackFilters(
            since=query.get("from"),
            until=query.get("to"),
            source=query.get("source", ""),
            polarity=query.get("polarity", ""),
            survey_id=query.get("survey"),
        )
        return self.page(feedback_list(self.actor, filters).select_related("department"), FeedbackOutput)

    @extend_schema(
        operation_id="feedback_record", tags=[TAG], summary="Create or update up to 500 voices",
        request=FeedbackInputDocument, responses={200: FeedbackWritten, **problems(422)},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        good: list[tuple[int, dict[str, Any]]] = []
        errors: dict[int, dict[str, list[str]]] = {}
        for index, row in enumerate(self.read_input(FeedbackInputBody)["feedback"]):
            serializer = FeedbackRowInput(data=row)
            if serializer.is_valid():
                good.append((index, serializer.validated_data))
            else:
                errors[index] = as_lists(serializer.errors)
        taken = take_feedback(actor=self.actor, rows=good)
        errors |= taken.errors
        listed = [{"index": index, "errors": errors[index]} for index in sorted(errors)]
        written = {name: getattr(taken, name) for name in ("created", "updated", "unchanged")}
        if not any(written.values()):
            message = _("None of the rows could be taken.")
            raise Refusal("no_row_taken", message, errors={"feedback": listed})
        return Response({**written, "rejected": len(listed), "errors": listed})
