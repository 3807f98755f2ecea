"""Takes in pictures that members put into surveys and the brand kit."""

from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cem.accounts.access import Actor
from cem.audit.services import record_audit
from cem.refusal import Refusal
from cem.tenancy.context import require_organization_id
from cem.tenancy.models import uuid7
from surveys import policies
from surveys.domain.texts import clean_text
from surveys.models import Picture
from surveys.services.file_kinds import PICTURES, UnreadablePictureError, clean_picture, kind_by_content
from surveys.services.scanners import ScannerUnavailableError, scanner

MOST_BYTES = 5 * 1024 * 1024
NAME_LIMIT = 120


@transaction.atomic
def store_picture(*, actor: Actor, file: IO[bytes], name: str, size: int) -> Picture:
    """Keep a picture, written anew without its metadata. Raises Refusal file_too_large (413), file_kind, file_broken,
    file_harmful (422), file_not_scanned (503)."""
    policies.EDIT.require(actor)
    if size > MOST_BYTES:
        message = _("The file is larger than %(limit)s MB.") % {"limit": f"{MOST_BYTES / 2**20:.3g}"}
        raise Refusal("file_too_large", message, status=413)
    kind = kind_by_content(file, name)
    if kind not in PICTURES:
        kinds = ", ".join(sorted(PICTURES))
        raise Refusal(
            "file_kind", _("This kind of file cannot be taken here. Possible are: %(kinds)s.") % {"kinds": kinds}
        )
    try:
        content = clean_picture(file, kind)
    except UnreadablePictureError:
        raise Refusal("file_broken", _("The picture cannot be read. Please choose another one.")) from None
    _require_harmless(content)
    return _kept(actor, content, kind, clean_text(name)[:NAME_LIMIT] or kind)


def _require_harmless(content: bytes) -> None:
    try:
        finding = scanner().scan([content])
    except ScannerUnavailableError:
        message = _("The file could not be checked just now. Please try again in a moment.")
        raise Refusal("file_not_scanned", message, status=503) from None
    if finding:
        raise Refusal("file_harmful", _("The file was found to be harmful and was not kept."))


def _kept(actor: Actor, content: bytes, kind: str, name: str) -> Picture:
    picture = Picture(id=uuid7(), name=name, kind=kind, size=len(content))
    folder = Path("org") / str(require_organization_id()) / "pictures" / timezone.now().strftime("%Y-%m")
    picture.path = str(folder / f"{picture.id}.{kind}")
    path = Path(settings.MEDIA_ROOT) / picture.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    try:
        picture.save(force_insert=True)
        record_audit(actor=actor, action="picture.added", target=picture, changes={"size": picture.size})
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return picture
