"""What a file is by its content, and pictures without what the camera wrote into them."""

import io
import zipfile
from typing import IO

from PIL import Image, ImageOps

# By extension, which is how a survey names the kinds it takes.
MIME_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "heic": "image/heic",
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "txt": "text/plain",
    "csv": "text/csv",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/x-wav",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "zip": "application/zip",
}
PICTURES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
# A picture of a phone has 12 to 50 million points; more is a bomb. So are frames without number, however small.
MOST_POINTS = 60_000_000
MOST_FRAMES = 500
# A JPEG that carries a second picture (depth, brightness) has frames too, but moves not.
_MOVING = frozenset({"gif", "png", "webp"})
JPEG_QUALITY = 88
HEAD = 8192

_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_OFFICE_FOLDERS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_TEXT_KINDS = frozenset({"txt", "csv"})
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13})
_ALIASES = {"jpeg": "jpg", "m4v": "mp4"}


class UnreadablePictureError(ValueError):
    """It begins like a picture and is none that could be shown."""


def kind_by_content(stream: IO[bytes], name: str) -> str:
    """The extension that the content stands for, "" for what we do not know.

    The name only decides between kinds whose content is alike: old office files, and text.
    """
    import filetype  # type: ignore[import-untyped]  # looks at dozens of formats; only uploads need it

    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    given = name.rpartition(".")[2].lower()
    if head.startswith(_OLD_OFFICE):
        return given if given in {"doc", "xls", "ppt"} else ""
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(stream)
    found = filetype.guess(head)
    if found is not None:
        kind = _ALIASES.get(found.extension, found.extension)
        return kind if kind in MIME_TYPES else ""
    return given if given in _TEXT_KINDS and _is_text(head) else ""


def clean_picture(stream: IO[bytes], kind: str) -> bytes:
    """The picture written anew, upright and without metadata: no place, no camera, nothing hidden behind its end.

    Raises UnreadablePictureError for what cannot be decoded or has too many points.
    """
    stream.seek(0)
    try:
        with Image.open(stream, formats=[PICTURES[kind]]) as picture:
            _require_moderate(picture, kind)
            written = io.BytesIO()
            if kind in _MOVING and getattr(picture, "is_animated", False):
                picture.info.pop("comment", None)
                picture.save(written, format=PICTURES[kind], save_all=True, exif=b"", xmp=b"")
            else:
                upright = ImageOps.exif_transpose(picture)
                plain = upright if upright.mode in _modes(kind) else upright.convert("RGBA" if kind != "jpg" else "RGB")
                plain.info = {name: plain.info[name] for name in ("transparency",) if name in plain.info}
                plain.save(written, format=PICTURES[kind], quality=JPEG_QUALITY)
    except Exception as error:  # decoders fail in many ways: IndexError, struct.error, RuntimeError ...
        raise UnreadablePictureError(type(error).__name__) from error
    return written.getvalue()


def _require_moderate(picture: Image.Image, kind: str) -> None:
    """Frames are looked at only as far as they are permitted: to count all of them can take minutes."""
    most = min(MOST_FRAMES, MOST_POINTS // max(1, picture.width * picture.height))
    if most == 0:
        raise UnreadablePictureError("too many points")
    if kind == "gif":
        _require_last(picture, most)
    elif kind in _MOVING and getattr(picture, "n_frames", 1) > most:
        raise UnreadablePictureError("too many frames")


def _require_last(picture: Image.Image, most: int) -> None:
    try:
        picture.seek(most)
    except EOFError:
        picture.seek(0)
        return
    raise UnreadablePictureError("too many frames")


def _modes(kind: str) -> frozenset[str]:
    return frozenset({"RGB", "L"}) if kind == "jpg" else frozenset({"RGB", "RGBA", "L", "LA", "P"})


def _zip_kind(stream: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()[:2000]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    finally:
        stream.seek(0)
    if "[Content_Types].xml" not in names:
        return "zip"
    return next((kind for folder, kind in _OFFICE_FOLDERS.items() if any(n.startswith(folder) for n in names)), "zip")


def _is_text(head: bytes) -> bool:
    """Readable as UTF-8 or GB 18030, without control characters; the last character may be cut."""
    if not head or head.translate(None, _CONTROLS) != head:
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
