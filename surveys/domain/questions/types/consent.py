"""Consents: a general one, and the leave to get in touch."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.questions.shapes.consent import ConsentShape
from surveys.domain.questions.shapes.contact import ContactShape
from surveys.domain.texts import Problem


class Consent(ConsentShape):
    """To a purpose that is said. It may be required: who does not agree cannot go on, and the purpose says why."""

    name = "consent"
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "terms",
        "type": "consent",
        "required": True,
        "title": {"zh-hans": "参加前请确认", "en": "Before you take part"},
        "label": {"zh-hans": "我已阅读并同意", "en": "I have read this and agree"},
        "purpose": {"zh-hans": "录像只用于改进服务，90 天后删除。", "en": "The recording is deleted after 90 days."},
        "text_version": "2026-01",
    }


class ConsentContact(ContactShape):
    """Whether we may get in touch, and how; name and number only from those who agree."""

    name = "consent_contact"
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "contact",
        "type": "consent_contact",
        "title": {"zh-hans": "我们可以联系您吗？", "en": "May we get in touch?"},
        "label": {"zh-hans": "可以，请联系我", "en": "Yes, please do"},
        "purpose": {"zh-hans": "只用于回访这一次的问题。", "en": "Only about this very matter."},
        "text_version": "1",
    }

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        """Consent that one must give to answer is none."""
        for name in ("required", "required_if"):
            if raw.get(name):
                yield Problem(f"{path}.{name}", "consent_not_voluntary")
