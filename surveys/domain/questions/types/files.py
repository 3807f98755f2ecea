"""Files, pictures and signatures: sent first, then named in the answer."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.questions.base import Question
from surveys.domain.questions.shapes.uploads import MOST_BYTES, MOST_FILES, Uploads
from surveys.domain.texts import Problem

PICTURES = ("jpg", "png", "webp", "gif", "heic")
DOCUMENTS = ("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "csv")
SOUNDS_AND_FILMS = ("mp3", "m4a", "wav", "mp4", "mov")
ARCHIVES = ("zip",)


def _fields(kinds: tuple[str, ...]) -> Mapping[str, Any]:
    return {
        "least": {"type": "integer", "minimum": 1, "maximum": MOST_FILES},
        "most": {"type": "integer", "minimum": 1, "maximum": MOST_FILES},
        "kinds": {"type": "array", "items": {"enum": list(kinds)}, "minItems": 1, "uniqueItems": True},
        "max_bytes": {"type": "integer", "minimum": 1024, "maximum": MOST_BYTES, "description": "Of one file."},
    }


class File(Uploads):
    name = "file"
    kinds: tuple[str, ...] = (*DOCUMENTS, *PICTURES)
    fields: Mapping[str, Any] = _fields((*DOCUMENTS, *PICTURES, *SOUNDS_AND_FILMS, *ARCHIVES))
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "receipt",
        "type": "file",
        "title": {"zh-hans": "请上传凭证", "en": "Please send us the receipt"},
        "most": 2,
        "kinds": ["pdf", "jpg", "png"],
        "max_bytes": 5_242_880,
    }

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        least, most = raw.get("least", 1), raw.get("most", 1)
        if type(least) is int and type(most) is int and least > most:
            yield Problem(f"{path}.least", "out_of_range", {"low": 1, "high": most})


class Image(File):
    name = "image"
    kinds = PICTURES
    fields: Mapping[str, Any] = _fields(PICTURES)
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "photo",
        "type": "image",
        "title": {"zh-hans": "拍一张收到的样子", "en": "Show us how it arrived"},
        "most": 3,
    }


class Signature(Uploads):
    """Drawn, or the typed name drawn for those who cannot draw; one picture either way."""

    name = "signature"
    behaviour = "signature"
    kinds = ("png",)
    max_bytes = 262_144
    answer_schema: Mapping[str, Any] = {**Uploads.answer_schema, "maxItems": 1}
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "signed",
        "type": "signature",
        "title": {"zh-hans": "请签名", "en": "Please sign"},
        "required": True,
    }

    def counts(self, question: Question) -> tuple[int, int]:
        return 1, 1


# Those whose answers are ids of stored files.
FILE_TYPES = frozenset(kind.name for kind in (File, Image, Signature))
