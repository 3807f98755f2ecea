"""Takes in the files of respondents: judged by their content, kept apart until the answers are accepted."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cem.accounts.access import Actor
from cem.audit.services import record_audit
from cem.refusal import Refusal
from cem.tenancy.models import uuid7
from surveys import policies
from surveys.domain.questions import QUESTION_TYPES, Question
from surveys.domain.texts import clean_text
from surveys.enums import UploadState
from surveys.models import Response, Upload
from surveys.selectors.doors import Door
from surveys.selectors.uploads import upload_file
from surveys.services.access import require_open
from surveys.services.file_kinds import (
    MIME_TYPES,
    PICTURES,
    UnreadablePictureError,
    clean_picture,
    kind_by_content,
)
from surveys.services.scanners import ScannerUnavailableError, scanner
from surveys.services.visits import Visit, page_key

PENDING = timedelta(days=1)
PURGE_BATCH = 500
CHUNK = 256 * 1024
# Of one visit, over all of its questions; who takes a picture back and sends another one needs some room.
MOST_OF_A_VISIT = 60
NAME_LIMIT = 100


@dataclass(frozen=True)
class FoundUploads:
    """`missing` are the instance names whose answer names a file that is not there for them."""

    ids: frozenset[UUID] = frozenset()
    missing: frozenset[str] = frozenset()


def store_upload(
    *, door: Door, key: str, question: str, file: IO[bytes], name: str, size: int, visit: Visit | None = None
) -> Upload:
    """Keep a file for one question of one visit until the answers are handed in, at most for a day.

    Pictures are written anew without their metadata. A file in which the scanner has found something is noted as
    refused and not kept. Raises Refusal survey_closed (410), what `require_open` raises, unknown_attempt (404) for a
    key that was not made for this link, unknown_question (404), file_too_large (413), file_kind, file_broken (422),
    too_many_files (409), file_not_scanned (503).
    """
    if not door.takes_answers or door.version_id is None:
        raise Refusal("survey_closed", _("This survey is closed and takes no more answers."), status=410)
    require_open(door, visit or Visit())
    if not page_key(door, key).is_signed:
        raise Refusal("unknown_attempt", _("Nothing is saved under this key."), status=404)
    asked = _file_question(door, question)
    kinds, most_bytes = _limits(asked)
    if size > most_bytes:
        message = _("The file is larger than %(limit)s MB.") % {"limit": f"{most_bytes / 2**20:.3g}"}
        raise Refusal("file_too_large", message, status=413)
    if Upload.objects.filter(key=key).count() >= MOST_OF_A_VISIT:
        raise Refusal("too_many_files", _("Too many files have been sent already."), status=409)
    kind = kind_by_content(file, name)
    if kind not in kinds:
        message = _("This kind of file cannot be taken here. Possible are: %(kinds)s.") % {"kinds": ", ".join(kinds)}
        raise Refusal("file_kind", message)
    content = _content(file, kind)
    upload = Upload(
        collector_id=door.collector_id,
        department_id=door.department_id,
        key=key,
        question=question,
        name=_clean_name(name, kind),
        kind=MIME_TYPES[kind],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return _keep(upload, content, kind)


def find_uploads(*, door: Door, key: str, named: Mapping[str, Iterable[str]]) -> FoundUploads:
    """Whether the files that answers name were sent for these questions in this visit; one query, none for no file."""
    if not named:
        return FoundUploads()
    wanted = {name: {UUID(one) for one in ids} for name, ids in named.items()}
    every = frozenset(one for ids in wanted.values() for one in ids)
    rows = Upload.objects.filter(pk__in=every, collector_id=door.collector_id, key=key).exclude(
        state=UploadState.REFUSED
    )
    there = set(rows.values_list("question", "id"))
    missing = {name for name, ids in wanted.items() if any((name, one) not in there for one in ids)}
    return FoundUploads(every, frozenset(missing))


def keep_uploads(*, response: Response, upload_ids: Iterable[UUID]) -> None:
    """The answers were accepted, and with them their files."""
    ids = list(upload_ids)
    if ids:
        Upload.objects.filter(pk__in=ids).update(state=UploadState.KEPT, response=response)


@transaction.atomic
def open_upload(*, actor: Actor, upload: Upload) -> Path | None:
    """The file for a member who may see the response; each look is noted. None when it is gone from the disk."""
    policies.VIEW_RESPONSES.require(actor)
    path = upload_file(upload)
    if path is not None:
        record_audit(
            actor=actor, action="upload.downloaded", target=upload, changes={"response": str(upload.response_id)}
        )
    return path


def purge_uploads(*, now: datetime | None = None) -> int:
    """Remove files of the organisation in force whose answers were never handed in; return how many."""
    old = Upload.objects.exclude(state=UploadState.KEPT).filter(created_at__lt=(now or timezone.now()) - PENDING)
    rows = list(old.order_by("created_at")[:PURGE_BATCH])
    for row in rows:
        path = upload_file(row)
        if path is not None:
            path.unlink(missing_ok=True)
    Upload.objects.filter(pk__in=[row.pk for row in rows]).exclude(state=UploadState.KEPT).delete()
    return len(rows)


def _file_question(door: Door, name: str) -> Question:
    question = door.definition.question(name.partition("@")[0]) if len(name) <= NAME_LIMIT else None
    if question is None or not hasattr(QUESTION_TYPES[question.type], "limits"):
        raise Refusal("unknown_question", _("This survey has no such question."), status=404)
    return question


def _limits(question: Question) -> tuple[tuple[str, ...], int]:
    """The kinds that the question takes and the most bytes; the product's own limit goes before."""
    kind: Any = QUESTION_TYPES[question.type]
    kinds, most_bytes = kind.limits(question)
    return tuple(one for one in kinds if one in MIME_TYPES), min(most_bytes, settings.SURVEY_FILE_MAX_BYTES)


def _content(file: IO[bytes], kind: str) -> bytes:
    if kind not in PICTURES:
        file.seek(0)
        return file.read()
    try:
        return clean_picture(file, kind)
    except UnreadablePictureError:
        raise Refusal("file_broken", _("The picture cannot be read. Please choose another one.")) from None


def _keep(upload: Upload, content: bytes, kind: str) -> Upload:
    try:
        finding = scanner().scan(content[at : at + CHUNK] for at in range(0, len(content), CHUNK))
    except ScannerUnavailableError:
        message = _("The file could not be checked just now. Please try again in a moment.")
        raise Refusal("file_not_scanned", message, status=503) from None
    if finding:
        upload.state = UploadState.REFUSED
        upload.save(force_insert=True)
        return upload
    upload.id = uuid7()
    folder = Path("org") / str(upload.organization_id) / "uploads" / upload.created_at.strftime("%Y-%m")
    upload.path = str(folder / f"{upload.id}.{kind}")
    path = Path(settings.MEDIA_ROOT) / upload.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    try:
        upload.save(force_insert=True)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return upload


def _clean_name(name: str, kind: str) -> str:
    """The name for people, without folders and control characters, with the extension of what it is."""
    plain = clean_text(name.replace("\\", "/").rpartition("/")[2]).replace("\n", " ").replace("\t", " ")
    stem = plain.rpartition(".")[0] or plain or "file"
    return f"{stem[: NAME_LIMIT - 6].strip()}.{kind}"
