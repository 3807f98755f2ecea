"""Shown between the questions: words, a picture, a film."""

from collections.abc import Mapping
from typing import Any

from surveys.domain.questions.shapes.nothing import Nothing
from surveys.domain.texts import TextField

_UPLOAD = "[0-9a-fA-F-]{36}"


class Statement(Nothing):
    name = "statement"
    texts: tuple[TextField, ...] = (TextField("text", 5000, required=False),)
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "about",
        "type": "statement",
        "title": {"zh-hans": "接下来说说门店", "en": "Now about the shop"},
        "text": {"zh-hans": "请回想最近一次到店。", "en": "Please think of your last visit."},
    }


class Video(Nothing):
    name = "video"
    # For those who cannot hear or see it.
    texts: tuple[TextField, ...] = (TextField("transcript", 10_000, required=False),)
    fields: Mapping[str, Any] = {
        "video": {
            "type": "string",
            "pattern": f'^(https://[^\\s<>"]{{1,1980}}\\.mp4(\\?[^\\s<>"]{{0,500}})?|{_UPLOAD})$',
            "description": "An mp4 by its address with https, or the id of an uploaded one.",
        },
        "poster": {"$ref": "#/$defs/image"},
        "captions": {
            "type": "string",
            "pattern": f'^(https://[^\\s<>"]{{1,1980}}\\.vtt|{_UPLOAD})$',
            "description": "Subtitles as WebVTT.",
        },
    }
    needs = ("video",)
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "film",
        "type": "video",
        "title": {"zh-hans": "请先看这段影片", "en": "Please watch this first"},
        "video": "https://media.example.com/advert.mp4",
        "poster": "https://media.example.com/advert.jpg",
        "transcript": {"zh-hans": "画面：一家人吃饭。", "en": "A family at table."},
    }


class ImageDisplay(Nothing):
    name = "image_display"
    texts: tuple[TextField, ...] = (TextField("alt", 300), TextField("caption", 300, required=False))
    fields: Mapping[str, Any] = {"image": {"$ref": "#/$defs/image"}}
    needs = ("image",)
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "package",
        "type": "image_display",
        "title": {"zh-hans": "这是新的包装", "en": "This is the new package"},
        "image": "https://media.example.com/package.png",
        "alt": {"zh-hans": "绿色纸盒，正面有一片叶子", "en": "A green box with a leaf on its front"},
    }
