"""A small sound survey."""

from typing import Any

NPS: dict[str, Any] = {
    "schema": 2,
    "language": "zh-hans",
    "title": {"zh-hans": "您的体验", "en": "Your experience"},
    "pages": [
        {
            "id": "p1",
            "questions": [
                {
                    "id": "q1",
                    "key": "nps",
                    "type": "nps",
                    "required": True,
                    "title": {"zh-hans": "推荐{organization}吗？", "en": "Recommend {organization}?"},
                    "low": {"zh-hans": "不会", "en": "Not likely"},
                    "high": {"zh-hans": "会", "en": "Likely"},
                },
                {
                    "id": "q2",
                    "key": "reason",
                    "type": "long_text",
                    "title": {"zh-hans": "为什么？", "en": "Why?"},
                    "placeholder": {"zh-hans": "随便说说"},
                    "max_length": 20,
                },
                {
                    "id": "q3",
                    "key": "contact",
                    "type": "consent_contact",
                    "title": {"zh-hans": "联系您？", "en": "Contact you?"},
                    "label": {"zh-hans": "同意", "en": "I agree"},
                    "purpose": {"zh-hans": "只用于回访", "en": "For a call only"},
                    "text_version": "2",
                },
            ],
        }
    ],
    "endings": [{"id": "end", "outcome": "complete", "title": {"zh-hans": "谢谢", "en": "Thanks"}}],
}


def question(key: str, type: str, **fields: Any) -> dict[str, Any]:  # noqa: A002  # the name of the field
    """A question with the title "key?"."""
    return {"id": f"q_{key}", "key": key, "type": type, "title": {"zh-hans": f"{key}?"}, **fields}


def options(*ids: str) -> list[dict[str, Any]]:
    return [{"id": name, "text": {"zh-hans": name}} for name in ids]


def nps(key: str = "nps", **fields: Any) -> dict[str, Any]:
    return question(key, "nps", **{"low": {"zh-hans": "不会"}, "high": {"zh-hans": "会"}, "required": True, **fields})


def survey(*pages: Any, **fields: Any) -> dict[str, Any]:
    """A survey of pages; a list of questions is a page of them, "p1" and so on."""
    return {
        "schema": 2,
        "language": "zh-hans",
        "title": {"zh-hans": "问卷"},
        "pages": [
            {"id": f"p{number}", "questions": page} if isinstance(page, list) else page
            for number, page in enumerate(pages, start=1)
        ],
        "endings": [{"id": "thanks", "outcome": "complete", "title": {"zh-hans": "谢谢"}}],
        **fields,
    }
