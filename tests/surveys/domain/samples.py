"""A small sound survey."""

from typing import Any

NPS: dict[str, Any] = {
    "schema": 1,
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
    "ending": {"title": {"zh-hans": "谢谢", "en": "Thanks"}},
}
