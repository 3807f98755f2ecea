"""Every type and every kind of logic in one survey, answered in four ways; what is stored of it is exactly right."""

import hashlib
import hmac
import json
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest
from playwright.sync_api import Page, expect

from surveys.domain.questions import QUESTION_TYPES
from tests.e2e import everything_answers as given
from tests.e2e.everything import everything, questions
from tests.e2e.everything_checks import (
    check_by_api,
    check_exports,
    check_offline,
    check_quotas,
    check_with_script,
    check_without_script,
    today,
)
from tests.e2e.filling import Filler
from tests.e2e.respondents import SVG, Publisher

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6364f8cf500f0003860180"
    "5a347d6b0000000049454e44ae426082"
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SLUG = "everything"
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


@pytest.fixture(scope="module")
def publisher(stack) -> Publisher:
    return Publisher(stack, SLUG)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    found = {"receipt": tmp_path / "收据.pdf", "photo": tmp_path / "photo.png"}
    found["receipt"].write_bytes(PDF)
    found["photo"].write_bytes(PNG)
    return found


class Walkthrough:
    """The pages of one visit, one after the other: what was asked and what was read on them."""

    def __init__(self, page: Page, filler: Filler, answers: dict[str, Any]) -> None:
        self.page, self.filler, self.answers = page, filler, answers
        self.path: list[list[Any]] = []
        self.read: dict[str, str] = {}

    @property
    def here(self) -> str:
        return str(self.page.locator("[name=_screen]").input_value())

    def fill(self) -> str:
        """Answer what stands here; the name of the page."""
        here = self.here
        names = self.filler.screen(self.answers)
        self.path = [step for step in self.path if step[0] != here] + [[here, names]]
        self.read[here] = self.page.locator("main").inner_text()
        return here

    def to(self, until: str) -> None:
        """Page by page until this one stands there, not answered yet."""
        for _turn in range(60):
            if self.here == until:
                return
            self.fill()
            self.filler.next()
            self.page.wait_for_load_state()
        raise AssertionError(f"{until} never came, but {self.path}")

    def to_the_end(self) -> None:
        for _turn in range(60):
            if self.page.locator("[data-thanks]").count():
                return
            self.fill()
            here = self.here
            self.filler.next()
            self.page.wait_for_function(
                "(here) => { const at = document.querySelector('[name=_screen]'); return !at || at.value !== here || "
                "document.querySelector('#notice') || document.querySelector('.s-error:not([hidden])'); }",
                arg=here,
            )
        raise AssertionError(f"it never ended: {self.path} {self.page.locator('main').inner_text()}")


def types() -> dict[str, str]:
    return {question["key"]: question["type"] for question in questions(everything())}


def opened(visitor, address: str) -> Page:
    visitor.context.set_extra_http_headers({"User-Agent": PHONE})
    page = visitor.page()
    page.route("**/*example.com/**", lambda route: route.fulfill(body=SVG, content_type="image/svg+xml"))
    page.goto(address)
    return page


def answered_by_api(publisher: Publisher, token: str, survey: str) -> dict[str, str]:
    """{what it is: id of the response}; refused answers store nothing."""

    def send(answers: dict[str, Any], **more: Any) -> dict[str, Any]:
        return publisher.call("POST", "client/responses", {"link": token, "answers": answers, **more})

    wrong = {**given.BY_API, "nps": 50, "attention": "pink", "nobody": 1, "order": "12", "people": 7}
    del wrong["visited"]
    with pytest.raises(urllib.error.HTTPError) as refused:
        send(wrong)
    assert refused.value.code == 422
    assert {name: error["code"] for name, error in json.load(refused.value)["errors"].items()} == {
        "nps": "out_of_range", "attention": "unknown_option", "nobody": "unknown_question", "order": "too_short",
        "people": "out_of_range", "visited": "required",
    }  # fmt: skip
    assert publisher.responses(survey) == []

    whole = {"idempotency_key": "partner-0000000001", "url": {"utm_source": "mail", "check": "off"}, "language": "en"}
    complete = send(given.BY_API, **whole)
    assert (complete["outcome"], complete["ending"]) == ("complete", "fans")
    assert send(given.BY_API, **whole) == complete
    over = send(given.BY_API)
    assert (over["outcome"], over["ending"]) == ("screened_out", "full")
    screened = send({**given.BY_API, "visited": "no"})
    assert (screened["outcome"], screened["ending"]) == ("screened_out", "screened")
    early = send({**given.BY_API, "nps": 0, "reason": "从来没人接电话"})
    assert (early["outcome"], early["ending"]) == ("complete", "recovery")
    return {"complete": complete["id"], "over": over["id"], "screened": screened["id"], "early": early["id"]}


def answered_with_script(visit, stack, path: str, files: dict[str, Path]) -> list[list[Any]]:
    """On a phone, in Chinese and then in English; every sentence with something in it is read."""
    now, visitor = today(), visit(phone=True)
    visitor.context.grant_permissions(["geolocation"])
    visitor.context.set_geolocation({"latitude": 31.2304, "longitude": 121.4737, "accuracy": 50})
    page = opened(visitor, f"{path}?city=上海&utm_source=wechat&check=on")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    walk = Walkthrough(page, Filler(page, types(), script=True, files=files), given.with_script(now))
    expect(page.locator("h1")).to_have_text("上海的顾客，您好")

    walk.to("visit")
    assert f"今天是 {now}。" in walk.read["start"]
    # First said otherwise: the store and its staff go again with the answer that brought them.
    walk.filler.answer("channel", "store")
    walk.filler.answer("liked", ["staff"])
    expect(page.locator("#q-store [data-mark]")).to_be_visible()
    walk.filler.answer("store", "east")
    walk.to("scores")
    assert walk.filler.visible()[:2] == ["nps", "reason"]
    walk.fill()
    assert "您给了 9 分，主要原因是什么？" in page.locator("#q-reason").inner_text()
    # Neither too early nor with a doubt; the second time it is meant.
    expect(page.locator("#e-reason")).to_be_hidden()
    while not page.locator("#e-reason").is_visible():
        walk.filler.next()
    assert page.locator("#e-reason").inner_text() == "请再多写几个字。"
    goes_on_in_english(page, walk)
    walk.to("facts")
    assert f"Picked today ({now})" in walk.read["choices"]
    late = {"from": given.day(3, now), "to": given.day(1, now)}
    walk.fill()
    walk.filler.answer("stay", late)
    walk.filler.next()
    expect(page.locator("#e-stay")).to_have_text(
        f"You bought it on {given.day(2, now)}: you cannot have taken part earlier."
    )
    walk.to_the_end()
    check_redirect(page, stack)
    return walk.path


def goes_on_in_english(page: Page, walk: Walkthrough) -> None:
    """The language is changed in the middle; nothing that was answered goes."""
    walk.to("unhappy")
    sentence = "综合得分 6.5。请告诉我们怎样改进，尊敬的顾客。"
    expect(page.locator("#q-sorry .s-text")).to_have_text(sentence)
    page.click("a[data-language=en]")
    expect(page.locator("#q-sorry .s-text")).to_have_text("Overall 6.5. Tell us how to do better, dear customer.")
    expect(page.locator("h1")).to_have_text("Hello customer in 上海")
    walk.to("choices")
    assert "Number 3: 包装" in walk.read["each_aspect@other"]
    assert "One word for: Price" in walk.read["each_aspect@price"]
    assert "High marks for Price (Quality: 5, Ease: 4). Why?" in walk.read["each_aspect@price"]
    assert "Why?" not in walk.read["each_aspect@range"]
    assert "Place 1: 包装" in walk.read["each_ranked@other"]
    assert "What is Price worth?" in walk.read["each_ranked@price"]
    assert "How old is person 2?" in walk.read["each_person@2"]
    # Carried in the order in which they were ranked.
    ranked = [walk.read["tables_b"].find(text) for text in ("包装", "Price", "Range")]
    assert -1 not in ranked
    assert ranked == sorted(ranked)


def check_redirect(page: Page, stack) -> None:
    """Nine of ten, from where they came, and the signature that the organisation can check with its key."""
    expect(page.locator("h1")).to_have_text("Thank you")
    address = page.locator("a.s-button").first.get_attribute("href")
    assert address is not None
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    with stack.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_organization WHERE slug = %s", [SLUG])
        organization = cursor.fetchone()[0]
    key = stack.manage(
        "shell", "-v0", "-c",
        "from uuid import UUID; from cem.tenancy.context import tenant_context as t\n"
        "from surveys.services.endings import signing_key\n"
        f"with t(UUID('{organization}')): print(signing_key())",
    ).strip()  # fmt: skip
    signature = hmac.new(key.encode(), b"from=wechat&score=9", hashlib.sha256).hexdigest()
    assert query == {"from": "wechat", "score": "9", "signature": signature}
    assert page.locator("a.s-button").nth(1).get_attribute("href") == "https://example.com/thanks"


def answered_without_script(visit, path: str, files: dict[str, Path]) -> list[list[Any]]:
    page = opened(visit(phone=True, script=False), path)
    walk = Walkthrough(page, Filler(page, types(), script=False, files=files), given.without_script(today()))
    expect(page.locator("h1")).to_have_text("远方的顾客，您好")
    walk.to_the_end()
    assert "很抱歉让您失望\n综合得分 5.5。请告诉我们怎样改进，尊敬的顾客。" in re.sub(
        r"\n+", "\n", walk.read["unhappy"]
    )
    turns = [page for page, _names in walk.path if page.startswith("each_aspect")]
    assert f"第 {turns.index('each_aspect@staff') + 1} 项：店员" in walk.read["each_aspect@staff"]
    assert "店员的质量得了高分（质量：5、方便：5），为什么？" in walk.read["each_aspect@staff"]
    assert "名次 1：店员" in walk.read["each_ranked@staff"]
    assert f"今天（{today()}）采摘" in walk.read["choices"]
    expect(page.locator("[data-thanks] .s-text")).to_have_text("我们会认真处理您说的“等了太久 <b>”。")
    assert re.fullmatch(r"SORRY-[A-Z2-9]{8}", page.locator(".s-coupon").inner_text())
    return walk.path


def answered_offline(visit, path: str) -> None:
    visitor = visit(phone=True)
    page = opened(visitor, f"{path}?lang=en&city=Paris&check=off")
    walk = Walkthrough(page, Filler(page, types(), script=True, files={}), given.OFFLINE)
    visitor.context.set_offline(True)
    walk.to("person")
    walk.fill()
    assert "How old is person 3?" in walk.read["each_person@3"]
    walk.filler.next()
    expect(page.locator(".s-status")).not_to_be_empty()
    expect(page.locator("[data-next]")).to_have_attribute("aria-busy", "true")
    assert page.locator("[data-thanks]").count() == 0
    visitor.context.set_offline(False)
    expect(page.locator("[data-thanks] .s-text")).to_have_text("Your overall score is 8.5.")
    expect(page.locator(".s-coupon")).to_have_text("THANKS10")


def test_everything(visit, stack, publisher: Publisher, files):
    definition = everything()
    with urllib.request.urlopen(f"{stack.url}/schemas/survey/2.json", timeout=30) as answer:  # noqa: S310
        jsonschema.Draft202012Validator(json.load(answer)).validate(definition)
    assert set(QUESTION_TYPES) == set(types().values())
    report = publisher.call("POST", "surveys/check", {"definition": definition})
    assert (report["problems"], report["findings"]) == ([], [])
    survey = publisher.call("POST", "surveys", {"definition": definition, "title": "全部"})["id"]
    token = publisher.call("POST", f"surveys/{survey}/publish", {})["token"]

    by_api = answered_by_api(publisher, token, survey)
    scripted = answered_with_script(visit, stack, f"/s/{token}", files)
    plain = answered_without_script(visit, f"/s/{token}", files)
    answered_offline(visit, f"/s/{token}")

    found = {response["id"]: response for response in publisher.responses(survey)}
    assert len(found) == 7
    assert not [secret for secret in given.SECRETS if secret in json.dumps(list(found.values()), ensure_ascii=False)]
    rest = [response for key, response in found.items() if key not in by_api.values()]
    first, second, third = sorted(rest, key=lambda response: response["submitted_at"])
    check_by_api(found, by_api)
    check_with_script(first, scripted)
    check_without_script(second, plain)
    check_offline(third)
    check_quotas(publisher, survey)
    check_exports(publisher, survey, first, second, found[by_api["complete"]])
