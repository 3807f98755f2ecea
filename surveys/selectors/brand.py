"""Reads of the brand kit and of the pictures that respondents see."""

from pathlib import Path
from uuid import UUID

from django.conf import settings

from surveys.models import BrandKit, Picture


def brand_detail() -> BrandKit:
    """The brand kit of the organisation in force; an empty one of revision 0 where none was made."""
    return BrandKit.objects.first() or BrandKit(revision=0)


def picture_file(picture_id: UUID) -> tuple[Path, str] | None:
    """The file of a picture of the organisation in force with its kind; None when there is none."""
    picture = Picture.objects.filter(pk=picture_id).first()
    path = Path(settings.MEDIA_ROOT) / picture.path if picture else None
    return (path, picture.kind) if picture and path and path.is_file() else None
