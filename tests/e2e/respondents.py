"""Surveys for the tests of the respondent's page: published by API, as a partner does it."""

import json
import urllib.request
from copy import deepcopy
from typing import Any

from benchmarks.stack import Stack
from surveys.domain.questions import QUESTION_TYPES

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"><rect width="4" height="3" fill="#8ab"/></svg>'


def texts(chinese: str, english: str, **more: str) -> dict[str, str]:
    return {"zh-hans": chinese, "en": english, **more}


class Publisher:
    """One organisation with an API key on a running product."""

    def __init__(self, stack: Stack, slug: str = "page") -> None:
        self.stack = stack
        stack.manage("create_organization", "--name", "晨光零售", "--slug", slug, "--owner", f"owner@{slug}.example")
        self.secret = stack.manage("create_api_key", "--organization", slug, "--name", slug).strip()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(  # noqa: S310  # our own server
            f"{self.stack.url}/api/v1/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)

    def publish(self, definition: dict[str, Any]) -> tuple[str, str]:
        """(path of the page, id of the survey)."""
        survey = self.call("POST", "surveys", {"template": "nps", "title": "回访"})["id"]
        self.call("PATCH", f"surveys/{survey}", {"revision": 1, "definition": definition})
        return f"/s/{self.call('POST', f'surveys/{survey}/publish', {})['token']}", survey

    def responses(self, survey: str) -> list[dict[str, Any]]:
        return self.call("GET", f"responses?survey={survey}")["results"]


def every_type(*, required: bool = False, per_page: int = 12, **envelope: Any) -> dict[str, Any]:
    """A question of each type, made of the examples of the types; in Arabic too where `language` says so."""
    pages: list[dict[str, Any]] = []
    questions: list[dict[str, Any]] = []
    for number, (name, kind) in enumerate(QUESTION_TYPES.items(), 1):
        question = deepcopy(dict(kind.example)) | {"id": f"q{number}", "key": f"k{number}"}
        question["hint"] = texts("一句提示", "A hint")
        if name == "calculated":
            question["value"] = {"+": [1, 2]}
        if kind.is_asked and name not in {"captcha", "consent_contact", "hidden", "calculated"}:
            question["required"] = required
        questions.append(question)
    for at in range(0, len(questions), per_page):
        title = texts(f"第 {len(pages) + 1} 部分", f"Part {len(pages) + 1}")
        pages.append({"id": f"p{len(pages) + 1}", "title": title, "questions": questions[at : at + per_page]})
    return {
        "schema": 2,
        "language": "zh-hans",
        "title": texts("全部题型", "Every type"),
        "intro": texts("感谢您花时间回答。", "Thank you for your time."),
        "pages": pages,
        "endings": [{"id": "end", "outcome": "complete", "title": texts("谢谢", "Thank you")}],
        **envelope,
    }


def in_arabic(definition: dict[str, Any]) -> dict[str, Any]:
    """The same survey with Arabic as its own language; the words are few, for what is looked at is the layout."""

    def told(value: Any) -> Any:
        if isinstance(value, list):
            return [told(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "zh-hans" in value and all(isinstance(text, str) for text in value.values()):
            english = value.get("en", "")
            arabic = english if any(mark in english for mark in "[|") else f"سؤال {english}"
            return {**value, "ar": arabic}
        return {name: told(item) for name, item in value.items()}

    return told(definition) | {"language": "ar"}


def choice(name: str, chinese: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "text": texts(chinese, name.capitalize()), **more}


FIRST = [
    {
        "id": "q1", "key": "nps", "type": "nps", "required": True,
        "title": texts("推荐{organization}？", "Recommend us?"),
        "low": texts("不会", "No"), "high": texts("会", "Yes"),
    },
    {
        "id": "q2", "key": "why", "type": "long_text", "required": True,
        "if": {"and": [{"answered": "nps"}, {"<=": [{"var": "answers.nps"}, 6]}]},
        "title": texts("您打了 {answers.nps} 分，为什么？", "You gave {answers.nps}. Why?"),
    },
    {
        "id": "q3", "key": "brands", "type": "multiple", "required": True,
        "title": texts("用过哪些？", "Which did you use?"), "options": [
            choice("a", "甲"), choice("b", "乙"), choice("other", "其他", open=True),
            choice("none", "都没有", exclusive=True),
        ],
    },
]  # fmt: skip
REPEATED = [
    {
        "id": "q4", "key": "sat", "type": "csat", "required": True, "style": "stars",
        "title": texts("{loop.text}怎么样？", "How is {loop.text}?"),
    },
    {
        "id": "q5", "key": "note", "type": "short_text", "if": {"answered": "sat"},
        "title": texts("{loop.text}为什么是 {answers.sat} 星？", "Why {answers.sat} stars for {loop.text}?"),
    },
]  # fmt: skip
LAST = [
    {
        "id": "q6", "key": "best", "type": "single", "title": texts("最喜欢哪个？", "Which is best?"),
        "options_from": {"question": "brands", "take": "chosen"}, "options": [choice("all", "都喜欢", fixed=True)],
    },
    {
        "id": "q7", "key": "age", "type": "number", "title": texts("年龄", "Age"),
        "checks": [
            {"rule": {"<": [{"var": "answers.age"}, 100]}, "soft": True,
             "message": texts("真的 {answers.age} 岁吗？", "Really {answers.age}?")}
        ],
    },
    {"id": "q8", "key": "mail", "type": "email", "title": texts("邮箱", "E-mail")},
]  # fmt: skip
WITH_LOGIC = {
    "schema": 2,
    "language": "zh-hans",
    "title": texts("满意度", "Satisfaction"),
    "intro": texts("来自{url.city|远方}的您好", "Hello from {url.city|afar}"),
    "pages": [
        {"id": "p1", "questions": FIRST},
        {
            "id": "p2",
            "title": texts("关于{loop.text}", "About {loop.text}"),
            "loop": {"question": "brands", "take": "chosen"},
            "questions": REPEATED,
        },
        {"id": "p3", "questions": LAST},
    ],
    "endings": [
        {
            "id": "sorry",
            "if": {"<=": [{"var": "answers.nps"}, 6]},
            "outcome": "complete",
            "title": texts("很抱歉", "We are sorry"),
            "text": texts("{answers.nps} 分：{answers.why}", "{answers.nps}: {answers.why}"),
            "coupon": {"unique": True, "prefix": "CX"},
        },
        {"id": "end", "outcome": "complete", "title": texts("谢谢", "Thank you")},
    ],
}


def with_logic() -> dict[str, Any]:
    """Conditions, a loop over what was chosen, carried options, pipes, checks and a coupon; to be changed at will."""
    return deepcopy(WITH_LOGIC)
