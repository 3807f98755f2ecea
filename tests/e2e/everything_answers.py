"""What four respondents say to the survey of `everything`, and what is to be stored of it, worked out by hand."""

from datetime import date, timedelta
from typing import Any

LONG_AGO = 30


def day(before: int, today: date) -> str:
    return (today - timedelta(days=before)).isoformat()


# A customer of the app: every type but the list of stores.
WITH_SCRIPT: dict[str, Any] = {
    "terms": {"agreed": True, "text_version": "2026-01"},
    "visited": "yes",
    "channel": "app",
    "liked": ["price", "range", {"option": "other", "text": "包装"}],
    "design": "leaf",
    "product": ["phone", "p2"],
    "priorities": ["other", "price", "range"],
    "missed": ["app"],
    "nps": 9,
    "reason": "好的",
    "csat": 2,
    "ces": 6,
    "delivery": {"score": 2, "tags": ["late", "courier"], "text": "晚了两天"},
    "feeling": {"emotion": "anger", "intensity": 2},
    "confidence": 35,
    "receipt": "receipt",
    "photo": "photo",
    "aspect_scores@price": {"quality": 5, "ease": 4},
    "aspect_word@price": "公道",
    "aspect_why@price": "比别处便宜",
    "aspect_scores@range": {"quality": 2, "ease": 3},
    "aspect_word@range": "齐全",
    "aspect_scores@other": {"quality": 4, "ease": 1},
    "aspect_word@other": "结实",
    "aspect_why@other": "=1+1",
    "worth@other": 12.5,
    "worth@price": 3,
    "people": 2,
    "age@1": 40,
    "age@2": 7,
    "meal": {"taste": "fair"},
    "words": {"taste": ["good", "fair"], "speed": ["poor"]},
    "shares": {"taste": 60, "speed": 25},
    "remarks": {"taste": "鲜", "speed": "慢"},
    "again": {"price": "no", "range": "perhaps", "other": "yes"},
    "shops_nps": {"east": 9, "west": 6},
    "shops": {
        "north": {"often": "weekly", "score": 4, "spent": 88.5, "why": "近"},
        "south": {"often": "seldom", "score": 2},
    },
    "image": {"pace": 6, "mood": 3},
    "budget": {"food": 95, "home": 5},
    "claims": {"s1": {"best": "fresh", "worst": "near"}, "s2": {"best": "open", "worst": "cheap"}},
    "features": {"night": {"with": 1, "without": 4}, "track": {"with": 2, "without": 3}},
    "attention": "blue",
    "habit": {"times": 4, "whom": "朋友"},
    "order": "12345678",
    "call_at": "10:30",
    "home": {"province": "31", "city": "3101", "county": "310115"},
    "place": {"lat": 31.2304, "lng": 121.4737},
    "gender": "f",
    "age_group": "young",
    "mobile": "138 1234 5678",
    "email": "li.na@Example.CN",
    "id_number": "11010519491231002x",
    "contact": {"agreed": True, "name": "李娜", "phone": "021-5888 1234"},
    "signed": "李娜",
    "check": True,
}


def with_script(today: date) -> dict[str, Any]:
    """The same with the days of this visit."""
    return {
        **WITH_SCRIPT,
        "incident": {"city": "杭州", "people": 3, "day": day(1, today)},
        "bought_on": day(2, today),
        "stay": {"from": day(1, today), "to": day(0, today)},
    }


# What no response, list or file may show.
SECRETS = ("13812345678", "1234 5678", "li.na", "11010519491231002", "02158881234", "李娜", "zhang@")
MASKED = {
    "mobile": "138****5678",
    "email": "l***@example.cn",
    "id_number": f"110{'*' * 14}X",
    "contact": {"agreed": True, "text_version": "1"},
}


def stored_with_script(today: date) -> dict[str, Any]:
    """Without the ids of the uploads, which nobody knows before."""
    given = with_script(today)
    for name in ("receipt", "photo", "signed", "check"):
        del given[name]
    # A coarse place, and an accuracy no finer than its rounding.
    place = {"lat": 31.23, "lng": 121.47, "accuracy": 600}
    return {**given, **MASKED, "place": place, "source": "wechat", "total": 6.5, "mood": -1}


def without_script(today: date) -> dict[str, Any]:
    """A customer of a store, who is not happy and lives alone."""
    return {
        "terms": {"agreed": True, "text_version": "2026-01"},
        "visited": "yes",
        "channel": "store",
        "liked": ["price", "staff"],
        "store": "west",
        "design": "wave",
        "priorities": ["staff", "price"],
        "missed": ["range"],
        "nps": 3,
        "reason": "等了太久 <b>",
        "csat": 4,
        "ces": 3,
        "feeling": {"emotion": "joy", "intensity": 1},
        "confidence": 70,
        "incident": {"city": "苏州", "people": 2},
        "receipt": "receipt",
        "aspect_scores@price": {"quality": 3, "ease": 3},
        "aspect_scores@staff": {"quality": 5, "ease": 5},
        "aspect_why@staff": "耐心",
        "worth@staff": 0.75,
        "people": 1,
        "budget": {"food": 50, "home": 50},
        "claims": {"s1": {"best": "near", "worst": "cheap"}, "s2": {"best": "cheap", "worst": "open"}},
        "features": {"track": {"with": 5, "without": 1}},
        "attention": "red",
        "habit": {"times": 1, "whom": "家人"},
        "order": "87654321",
        "bought_on": day(LONG_AGO, today),
        "call_at": "18:00",
        "home": {"province": "33", "city": "3301", "county": "330106"},
        "place": {"lat": 30.256, "lng": 120.129},
        "gender": "m",
        "age_group": "old",
        "email": "zhang@example.com",
        "signed": "photo",
    }


def stored_without_script(today: date) -> dict[str, Any]:
    given = without_script(today)
    for name in ("receipt", "signed"):
        del given[name]
    return {**given, "email": "z***@example.com", "place": {"lat": 30.26, "lng": 120.13}, "total": 5.5, "mood": 1}


OFFLINE = {
    "terms": {"agreed": True, "text_version": "2026-01"},
    "visited": "yes",
    "channel": {"option": "other", "text": "Market"},
    "liked": ["none"],
    "nps": 7,
    "csat": 5,
    "people": 3,
    "age@1": 30,
    "age@2": 31,
    "age@3": 4,
    "meal": {"taste": "good"},
    "shares": {"taste": 0, "speed": 100},
    "shops_nps": {"east": 0, "west": 10},
    "image": {"pace": 1, "mood": 7},
    "budget": {"food": 33, "home": 67},
    "attention": "blue",
    "gender": "x",
    "age_group": "old",
}
STORED_OFFLINE = {**OFFLINE, "total": 8.5, "mood": 0}

BY_API = {
    "terms": {"agreed": True},
    "visited": "yes",
    "channel": "app",
    # Whoever chose the app is not asked about the staff, nor about the store.
    "liked": ["price", "staff"],
    "store": "east",
    "nps": 10,
    "csat": 5,
    "people": 1,
    "shops_nps": {"east": 3},
    "age@1": 50,
    "attention": "blue",
    "gender": "m",
    "age_group": "young",
}
STORED_BY_API = {
    "terms": {"agreed": True, "text_version": "2026-01"},
    "source": "mail",
    "visited": "yes",
    "channel": "app",
    "liked": ["price"],
    "nps": 10,
    "csat": 5,
    "total": 10,
    "mood": 0,
    "people": 1,
    "attention": "blue",
    "gender": "m",
    "age_group": "young",
}
