"""Friendly refusals for people, problem documents for programs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cem.api.errors import problem_response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refuse(request, 400, "bad_request", _("The request could not be understood."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refuse(request, 403, "forbidden", _("Your role does not allow this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refuse(request, 404, "not_found", _("There is nothing here."))


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem_response(request, 500, "server_error", "Something went wrong on our side.")
    return render(None, "500.html", status=500)


def _refuse(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem_response(request, status, code, detail)
    return render(request, f"{status}.html", {"detail": detail}, status=status)
