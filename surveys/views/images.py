"""Where the pictures of a survey are: at an address of their owner, or kept by us."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.views.decorators.http import require_safe

from cem.accounts.access import requires
from surveys import policies
from surveys.selectors.brand import picture_file
from surveys.services.file_kinds import MIME_TYPES
from surveys.views.doorway import entered

# The content behind an id never changes.
FOR_EVER = "public, max-age=31536000, immutable"


def image_address(image: str, token: str) -> str:
    """The address of a picture for respondents who came by a link; "" for none."""
    if image.startswith("https://"):
        return image
    identifier = _uuid(image)
    return reverse("respondent:picture", args=[token, identifier]) if identifier and token else ""


def member_image_address(image: str, slug: str) -> str:
    """The same for members, who have no link."""
    identifier = _uuid(image)
    return reverse("surveys:picture", args=[slug, identifier]) if identifier else image


@require_safe
def picture(request: HttpRequest, token: str, picture_id: UUID) -> FileResponse:
    """For whoever has a link of the organisation."""
    with entered(token):
        return _file(picture_id, FOR_EVER)


@requires(policies.VIEW)
@require_safe
def member_picture(request: HttpRequest, picture_id: UUID) -> FileResponse:
    return _file(picture_id, "private, max-age=86400")


def _file(picture_id: UUID, caching: str) -> FileResponse:
    found = picture_file(picture_id)
    if found is None:
        raise Http404
    path, kind = found
    response = FileResponse(path.open("rb"), content_type=MIME_TYPES[kind])
    response["Cache-Control"] = caching
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
