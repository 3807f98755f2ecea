"""What is stored of the answers to the survey of `everything`: responses, paths, scores, quotas, exports."""

import csv
import io
import time
import urllib.request
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl

from tests.e2e import everything_answers as given
from tests.e2e.respondents import Publisher

TABLES = {"tables_a", "tables_b"}
MESSAGES = {"picture": ["message_a", ["package"]], "film": ["message_b", ["film"]]}


def today() -> date:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def check_by_api(found: dict[str, Any], ids: dict[str, str]) -> None:
    complete, over = found[ids["complete"]], found[ids["over"]]
    assert complete["answers"] == given.STORED_BY_API
    assert complete["dropped"] == {
        "store": "hidden", "liked": "carried_away", "shops_nps": "not_reached", "age@1": "not_reached",
    }  # fmt: skip
    assert (complete["outcome"], complete["ending"], complete["language"]) == ("complete", "fans", "en")
    assert (over["outcome"], over["ending"]) == ("screened_out", "full")
    screened, early = found[ids["screened"]], found[ids["early"]]
    assert screened["answers"] == {"terms": given.STORED_BY_API["terms"], "visited": "no"}
    assert set(screened["dropped"].values()) == {"not_reached"}
    assert screened["path"] == [["start", ["about", "terms", "visited"]]]
    assert (early["outcome"], early["ending"]) == ("complete", "recovery")
    assert [page for page, _names in early["path"]] == ["start", "visit", "scores"]
    assert early["answers"]["total"] == 5
    assert {name: early["dropped"][name] for name in ("people", "gender")} == {
        "people": "not_reached", "gender": "not_reached",
    }  # fmt: skip


def check_with_script(response: dict[str, Any], path: list[list[Any]]) -> None:
    answers = dict(response["answers"])
    assert [len(answers.pop(name)) for name in ("receipt", "photo", "signed")] == [1, 1, 1]
    assert answers == given.stored_with_script(today())
    assert response["dropped"] == {"store": "hidden", "liked": "carried_away"}
    assert (response["outcome"], response["ending"], response["language"]) == ("complete", "fans", "en")
    assert (response["has_contact"], response["is_test"]) == (True, False)
    assert response["context"]["device"] == "phone"
    assert response["path"] == path
    pages = [page for page, _names in path]
    # What was liked comes in the order in which it was offered, and what has a fixed place last.
    assert (sorted(pages[4:6]), pages[6]) == (["each_aspect@price", "each_aspect@range"], "each_aspect@other")
    drawn = {"message_a", "message_b", *pages[4:7]} | TABLES
    assert [page for page in pages if page not in drawn] == [
        "start", "visit", "scores", "unhappy", "each_ranked@other", "each_ranked@price", "household",
        "each_person@1", "each_person@2", "choices", "facts", "person",
    ]  # fmt: skip
    at = pages.index("each_person@2") + 1
    assert set(pages[at : at + 2]) == TABLES
    assert MESSAGES[response["arms"]["message"]] in path
    assert len(path) == 18
    assert response["over_quotas"] == []


def check_without_script(response: dict[str, Any], path: list[list[Any]]) -> None:
    answers = dict(response["answers"])
    assert [len(answers.pop(name)) for name in ("receipt", "signed")] == [1, 1]
    assert answers == given.stored_without_script(today())
    assert (response["outcome"], response["ending"], response["language"]) == ("complete", "recovery", "zh-hans")
    assert response["dropped"] == {}
    assert response["path"] == path
    pages = [page for page, _names in path if page not in {"message_a", "message_b"}]
    assert sorted(pages[4:6]) == ["each_aspect@price", "each_aspect@staff"]
    assert pages[:4] + pages[6:] == [
        "start", "visit", "scores", "unhappy", "each_ranked@staff", "each_ranked@price", "household", "choices",
        "facts", "person",
    ]  # fmt: skip
    assert MESSAGES[response["arms"]["message"]] in path
    assert response["over_quotas"] == ["mobile"]


def check_offline(response: dict[str, Any]) -> None:
    assert response["answers"] == given.STORED_OFFLINE
    assert (response["outcome"], response["ending"], response["language"]) == ("complete", "thanks", "en")
    # The page has solved the riddle, which nobody was shown.
    assert response["dropped"] == {"check": "hidden"}
    assert (response["context"]["url"], response["over_quotas"]) == ({"city": "Paris", "check": "off"}, ["mobile"])
    pages = [page for page, _names in response["path"]]
    assert pages[:3] == ["start", "visit", "scores"]
    assert pages[3:7] == ["household", "each_person@1", "each_person@2", "each_person@3"]


def check_quotas(publisher: Publisher, survey: str) -> None:
    people, mobile = publisher.call("GET", f"surveys/{survey}/quotas")["quotas"]
    figures = ("limit", "counted", "reserved", "left")
    cells = {cell["id"]: tuple(cell[name] for name in figures) for cell in people["cells"] + mobile["cells"]}
    assert cells == {
        "f_young": (3, 1, 0, 2), "f_old": (5, 0, 0, 5), "m_young": (1, 1, 0, 0), "m_old": (2, 1, 0, 1),
        "phone": (1, 1, 0, 0),
    }  # fmt: skip


def exported(publisher: Publisher, survey: str, kind: str) -> bytes:
    job = publisher.call("POST", f"surveys/{survey}/exports", {"format": kind})
    deadline = time.monotonic() + 30
    while job["file"] is None and time.monotonic() < deadline:
        time.sleep(0.2)
        job = publisher.call("GET", f"exports/{job['id']}")
    request = urllib.request.Request(  # noqa: S310  # our own server
        publisher.stack.url + job["file"], headers={"Authorization": f"Bearer {publisher.secret}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return answer.read()


CELLS_WITH_SCRIPT = {
    "_channel": "link", "_language": "en", "_outcome": "complete", "_ending": "fans", "_excluded": "0",
    "source": "wechat", "terms": "2026-01", "visited": "yes", "channel": "app", "channel_other_text": "",
    "liked_price": "1", "liked_range": "1", "liked_staff": "0", "liked_app": "0", "liked_other": "1",
    "liked_none": "0", "liked_other_text": "包装", "store": "", "design": "leaf", "product_1": "phone",
    "product_2": "pro", "priorities_other": "1", "priorities_price": "2", "priorities_range": "3",
    "priorities_app": "", "missed_app": "1", "missed_staff": "0", "missed_nothing": "0", "nps": "9", "csat": "2",
    "ces": "6", "delivery_score": "2", "delivery_late": "1", "delivery_damaged": "0", "delivery_courier": "1",
    "delivery_text": "晚了两天", "feeling_emotion": "anger", "feeling_intensity": "2", "confidence": "35",
    "total": "6.5", "mood": "-1", "incident_city": "杭州", "incident_people": "3",
    "aspect_scores@price_quality": "5", "aspect_scores@range_ease": "3", "aspect_scores@other_quality": "4",
    "aspect_scores@staff_quality": "", "aspect_word@other": "结实", "aspect_why@other": "'=1+1",
    "worth@other": "12.5", "worth@price": "3", "worth@staff": "", "people": "2",
    "age@1": "40", "age@2": "7", "age@3": "", "meal_taste": "fair", "meal_speed": "", "words_taste_good": "1",
    "words_taste_fair": "1", "words_taste_poor": "0", "words_speed_poor": "1", "shares_taste": "60",
    "shares_speed": "25", "remarks_taste": "鲜", "again_price": "no", "again_range": "perhaps", "again_other": "yes",
    "shops_nps_east": "9", "shops_nps_west": "6", "shops_north_often": "weekly", "shops_north_score": "4",
    "shops_north_spent": "88.5", "shops_north_why": "近", "shops_south_often": "seldom", "shops_south_spent": "",
    "image_pace": "6", "image_mood": "3", "budget_food": "95", "budget_home": "5", "claims_s1_best": "fresh",
    "claims_s1_worst": "near", "claims_s2_best": "open", "claims_s2_worst": "cheap", "features_night_with": "1",
    "features_night_without": "4", "features_track_with": "2", "features_track_without": "3", "attention": "blue",
    "habit_times": "4", "habit_whom": "朋友", "order": "12345678", "call_at": "10:30", "home_province": "31",
    "home_province_name": "上海市", "home_county": "310115", "home_county_name": "浦东新区", "place_lat": "31.23",
    "place_lng": "121.47", "place_accuracy": "600", "gender": "f", "age_group": "young", "mobile": "138****5678",
    "email": "l***@example.cn", "id_number": f"110{'*' * 14}X", "contact": "1",
}  # fmt: skip
CELLS_WITHOUT_SCRIPT = {
    "_language": "zh-hans", "_ending": "recovery", "source": "", "store": "west", "design": "wave", "product_1": "",
    "liked_staff": "1", "liked_other": "0", "priorities_staff": "1", "priorities_price": "2", "missed_range": "1",
    "reason": "等了太久 <b>", "delivery_score": "", "aspect_scores@staff_ease": "5", "aspect_why@staff": "耐心",
    "worth@staff": "0.75", "worth@price": "", "people": "1", "age@1": "", "meal_taste": "", "budget_food": "50",
    "attention": "red", "features_night_with": "", "features_track_with": "5", "stay_from": "",
    "home_city_name": "杭州市", "home_county": "330106", "place_lng": "120.13", "gender": "m",
}  # fmt: skip
WORDS = {
    "_outcome": "完成", "visited": "是", "channel": "手机应用", "design": "绿叶", "product_2": "专业版",
    "feeling_emotion": "生气", "meal_taste": "一般", "again_range": "也许", "shops_north_often": "每周",
    "gender": "女", "liked_price": 1, "nps": 9, "total": 6.5, "worth@other": 12.5, "budget_food": 95,
}  # fmt: skip


def check_exports(publisher, survey: str, first: Any, second: Any, third: Any) -> None:
    table = list(csv.reader(io.StringIO(exported(publisher, survey, "csv").decode("utf-8-sig"))))
    assert len(table) == 8
    rows = {row[0]: dict(zip(table[0], row, strict=True)) for row in table[1:]}
    mine = rows[first["id"]]
    assert {name: mine.get(name) for name in CELLS_WITH_SCRIPT} == CELLS_WITH_SCRIPT
    assert (mine["stay_from"], mine["bought_on"]) == (given.day(1, today()), given.day(2, today()))
    assert (mine["receipt"], mine["photo"]) == (first["answers"]["receipt"][0], first["answers"]["photo"][0])
    other = rows[second["id"]]
    assert {name: other.get(name) for name in CELLS_WITHOUT_SCRIPT} == CELLS_WITHOUT_SCRIPT
    assert [row["_arm_message"] for row in (mine, other)] == [one["arms"]["message"] for one in (first, second)]
    assert rows[third["id"]]["liked_staff"] == "0"
    everything_written = "\n".join(",".join(row) for row in table)
    assert not [secret for secret in given.SECRETS if secret in everything_written]

    book = openpyxl.load_workbook(io.BytesIO(exported(publisher, survey, "xlsx")))
    codes, labels, codebook = book.worksheets
    heads = [cell.value for cell in codes[1]]
    assert heads == table[0]
    at = next(number for number in range(2, 9) if codes.cell(number, 1).value == first["id"])
    coded = {head: cell.value for head, cell in zip(heads, codes[at], strict=True)}
    assert {name: "" if coded[name] is None else str(coded[name]) for name in mine} == mine
    assert (coded["nps"], coded["total"], coded["order"]) == (9, 6.5, "12345678")
    worded = {head: cell.value for head, cell in zip(heads, labels[at], strict=True)}
    assert {name: worded[name] for name in WORDS} == WORDS
    titles = dict(zip(heads, (cell.value for cell in labels[1]), strict=True))
    assert titles["worth@other"] == "其他值多少钱？ [其他]"
    assert titles["age@2"] == "第 2 位的年龄？ [2]"
    noted = [[cell.value for cell in row] for row in codebook.iter_rows()]
    assert ["gender", None, None, "f", "女"] in noted
    assert not [row for row in noted if any("{" in str(cell) for cell in row)]
