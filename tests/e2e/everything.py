"""One survey with every type of question and every kind of logic: the showcase, and what it leaves out."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import surveys
from tests.e2e.respondents import texts

SHOWCASE = Path(surveys.__file__).parent / "templates_library" / "showcase.json"


def everything() -> dict[str, Any]:
    definition = json.loads(SHOWCASE.read_text(encoding="utf-8"))["definition"]
    definition["title"] = texts("{url.city|远方}的顾客，您好", "Hello customer in {url.city|a far place}")
    del definition["settings"]["time_limit"]
    _pages(definition)
    _questions({question["key"]: question for page in definition["pages"] for question in page["questions"]})
    _quotas(definition)
    return definition


def questions(definition: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for page in definition["pages"]:
        yield from page["questions"]


def _pages(definition: dict[str, Any]) -> None:
    pages = {page["id"]: page for page in definition["pages"]}
    # Early end, and a way past pages.
    pages["scores"]["next"] = [{"if": {"==": [{"var": "answers.nps"}, 0]}, "to": "end"}]
    pages["scores"]["timer"] = {"least": 1, "most": 1800}
    pages["household"]["next"] = [{"if": {"==": [{"var": "answers.people"}, 1]}, "to": "choices"}]
    # Only one of the pages with tables would come with "show"; here both do, in a drawn order.
    pages["each_aspect"]["questions"].append(
        {
            "id": "q59", "key": "aspect_why", "type": "long_text",
            "if": {">=": [{"var": "answers.aspect_scores.quality"}, 4]},
            "title": texts(
                "{loop.text}的质量得了高分（{answers.aspect_scores}），为什么？",
                "High marks for {loop.text} ({answers.aspect_scores}). Why?",
            ),
        }
    )  # fmt: skip
    ranked = {
        "id": "each_ranked",
        "loop": {"question": "priorities", "take": "ranked", "most": 2},
        "title": texts("名次 {loop.index}：{loop.text}", "Place {loop.index}: {loop.text}"),
        "questions": [
            {
                "id": "q60", "key": "worth", "type": "number", "unit": texts("元", "CNY"), "min": 0, "decimals": 2,
                "title": texts("{loop.text}值多少钱？", "What is {loop.text} worth?"),
            }
        ],
    }  # fmt: skip
    at = definition["pages"].index(pages["household"])
    definition["pages"].insert(at, ranked)


def _questions(by_key: dict[str, Any]) -> None:
    # From a question past another one of the same page.
    by_key["design"]["next"] = [{"if": {"==": [{"var": "answers.design"}, "wave"]}, "to": "q10"}]
    by_key["again"]["rows_from"] = {"question": "priorities", "take": "ranked"}
    by_key["stay"]["checks"] = [
        {
            "rule": {">=": [{"var": "answers.stay.from"}, {"var": "answers.bought_on"}]},
            "message": texts(
                "您 {answers.bought_on} 才购买，不会 {answers.stay|更早} 参加。",
                "You bought it on {answers.bought_on}: you cannot have taken part earlier.",
            ),
        }
    ]
    by_key["claims"]["options"][0]["text"] = texts("今天（{context.today}）采摘", "Picked today ({context.today})")
    # Works without script too, unless the link asks for it.
    check = by_key["check"]
    del check["required"]
    check["required_if"] = {"==": [{"var": "url.check"}, "on"]}
    check["if"] = {"!=": [{"var": "url.check"}, "off"]}
    check["difficulty"] = 10
    scores = {"f": 1, "m": 2, "x": 0}
    for option in by_key["gender"]["options"]:
        option["score"] = scores[option["id"]]


def _quotas(definition: dict[str, Any]) -> None:
    people, mobile = definition["quotas"]
    limits = {"f_young": 3, "f_old": 5, "m_young": 1, "m_old": 2}
    for cell in people["cells"]:
        cell["limit"] = limits[cell["id"]]
    mobile["cells"][0]["limit"] = 1
