"""Responses as a file, for partners."""

from uuid import UUID

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response as ApiResponse

from cem.api.schema import problems
from cem.api.views import ApiView
from cem.jobs.models import Job
from cem.refusal import Refusal
from surveys import policies
from surveys.api.serializers import ExportInput, JobOutput
from surveys.selectors.exports import export_file, export_list
from surveys.selectors.surveys import survey_detail
from surveys.services.exports import start_export

TAG = "responses"


class ExportList(ApiView):
    rules = {"POST": policies.EXPORT_RESPONSES}

    @extend_schema(operation_id="exports_create", tags=[TAG], request=ExportInput, responses={202: JobOutput})
    def post(self, request: Request, survey_id: UUID) -> ApiResponse:
        """Have the responses of a survey written into a file; ask for the export until it is there."""
        survey = get_object_or_404(survey_detail(self.actor, rule=policies.EXPORT_RESPONSES), pk=survey_id)
        job = start_export(actor=self.actor, survey=survey, file_format=self.read_input(ExportInput)["format"])
        return ApiResponse(job_body(job), status=202)


class ExportDetail(ApiView):
    rules = {"GET": policies.EXPORT_RESPONSES}

    @extend_schema(operation_id="exports_retrieve", tags=[TAG], responses={200: JobOutput})
    def get(self, request: Request, export_id: UUID) -> ApiResponse:
        """How far an export is."""
        return ApiResponse(job_body(get_object_or_404(export_list(self.actor), pk=export_id)))


class ExportFile(ApiView):
    rules = {"GET": policies.EXPORT_RESPONSES}

    @extend_schema(
        operation_id="exports_file",
        tags=[TAG],
        responses={(200, "application/octet-stream"): {"type": "string", "format": "binary"}, **problems(409)},
    )
    def get(self, request: Request, export_id: UUID) -> FileResponse:
        """The file of a finished export; it is kept for a week."""
        path = export_file(get_object_or_404(export_list(self.actor), pk=export_id))
        if path is None:
            raise Refusal("export_not_ready", _("The file is not there yet, or not any more."), status=409)
        return FileResponse(path.open("rb"), as_attachment=True, filename=f"responses{path.suffix}")


def job_body(job: Job) -> dict[str, object]:
    file = reverse("api:export-file", args=[job.pk]) if export_file(job) else None
    fields = ("id", "kind", "status", "total", "done", "error", "created_at", "finished_at")
    return JobOutput({**{name: getattr(job, name) for name in fields}, "file": file}).data
