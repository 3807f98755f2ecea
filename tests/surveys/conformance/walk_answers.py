"""Random answers to a survey: what somebody would answer, what a broken page would send, and what hostile people do."""

from collections.abc import Callable
from random import Random
from typing import Any

from surveys.domain.questions.base import Question
from surveys.domain.walk import Program
from surveys.domain.walk.program import AskedQuestion

_TEXTS = (
    "ok",
    "很好",
    "",
    " x ",
    "o1",
    "12345678",
    "{answers.k1}",
    "\U0001f600",
    "a@b.cn",
    "13800138000",
    "2025-03-01",
    "10:30",
)
_NAMES = ("o1", "o2", "o3", "taste", "speed", "price", "zz", "yes", "__proto__", "constructor", "option", "text", "r1")


_FIXED: dict[str, Any] = {
    "yes_no": "yes",
    "cascade": ["phone", "p1"],
    "date": "2025-05-05",
    "time": "10:30",
    "rating": {"score": 5, "tags": ["fast"]},
    "region": {"province": "31", "city": "3101", "county": "310115"},
    "location": {"lat": 31.2304, "lng": 121.4737},
    "email": "li.lei@example.cn",
    "phone": "13800138000",
    "id_number": "11010519491231002X",
    "consent": {"agreed": True, "text_version": "2026-01"},
    "maxdiff": {"s1": {"best": "fresh", "worst": "near"}},
    "side_by_side": {"north": {"often": "weekly", "score": 3, "why": "weekly"}},
    "blanks": {"city": "沪", "people": 3},
    "captcha": "abc",
}


def sensible(asked: AskedQuestion, random: Random) -> Any:
    """An answer that may well be right."""
    question, shape = asked.question, asked.kind.shape
    if question.options and shape in _CHOOSING:
        return _CHOOSING[shape](question, random)
    if question.rows and shape == "table":
        return _table(asked, random)
    if shape == "pairs":
        return {row.id: {"with": random.randint(1, 5), "without": 2} for row in question.rows}
    if shape in {"score", "number"}:
        return random.choice((0, 1, 2, 3, 4, 5, 7, 10, 50, 2.5))
    return _FIXED.get(question.type, random.choice(_TEXTS))


def _one(question: Question, random: Random) -> Any:
    choice = random.choice(question.options)
    return {"option": choice.id, "text": random.choice(("mine", "{loop.text}"))} if choice.is_open else choice.id


def _several(question: Question, random: Random) -> Any:
    picked = [_one(question, random) for _ in range(3)]
    return list({each["option"] if isinstance(each, dict) else each: each for each in picked}.values())


def _picture(question: Question, random: Random) -> Any:
    return (_several if question.settings.get("multiple") else _one)(question, random)


def _order(question: Question, random: Random) -> Any:
    return random.sample([choice.id for choice in question.options], random.randint(1, len(question.options)))


def _shares(question: Question, random: Random) -> Any:
    first, last = question.options[0].id, question.options[-1].id
    return {random.choice(question.options).id: 100} if random.random() < 0.7 else {first: 40, last: 60}


def _feeling(question: Question, random: Random) -> Any:
    return {"emotion": random.choice(question.options).id, "intensity": random.randint(1, 3)}


_CHOOSING: dict[str, Callable[[Question, Random], Any]] = {
    "choice": _one,
    "choices": _several,
    "picture": _picture,
    "order": _order,
    "shares": _shares,
    "emotion": _feeling,
}


def _table(asked: AskedQuestion, random: Random) -> Any:
    rows = [row.id for row in asked.question.rows]
    columns = [column.id for column in asked.question.columns]
    cells: dict[str, Callable[[], Any]] = {
        "single": lambda: random.choice(columns),
        "multiple": lambda: random.sample(columns, 2),
        "text": lambda: random.choice(("good", "x", *rows)),
    }
    cell = cells.get(asked.plan["cell"]["kind"], lambda: random.choice((0, 1, 5)))
    return {row: cell() for row in random.sample(rows, random.randint(1, len(rows)))}


def hostile(random: Random, depth: int = 3) -> Any:
    """Whatever JSON can hold."""
    kind = random.randint(0, 8 if depth else 5)
    if kind == 0:
        return random.choice(_TEXTS)
    if kind == 1:
        return random.choice(_NAMES)
    if kind == 2:
        return random.choice((0, -1, 3, 7.5, 10**9, -0.001, 2**53, 1e21))
    if kind == 3:
        return random.choice((True, False))
    if kind == 4:
        return None
    if kind == 5:
        return random.choice(([], {}, "", "x" * 3000))
    if kind == 6:
        return [hostile(random, depth - 1) for _ in range(random.randint(1, 4))]
    return {random.choice(_NAMES): hostile(random, depth - 1) for _ in range(random.randint(1, 3))}


def random_answers(program: Program, random: Random) -> dict[str, Any]:
    """Answers under names of the survey, and under some that are none."""
    badness = random.choice((0, 0, 0.1, 0.5))
    raw: dict[str, Any] = {}
    for key, asked in program.by_key.items():
        names = [key]
        if asked.loop:
            names = [f"{key}@{item}" for item in ("o1", "o2", "o3", "taste", "speed", "price", "1", "2", "3")]
        for name in names:
            if random.random() < 0.8:
                raw[name] = hostile(random) if random.random() < badness else sensible(asked, random)
    if random.random() < 0.3:
        raw[random.choice(("zz", "k1@zz", "k2@o1", "", "@", "constructor", "__proto__", "k1@", "k1@1"))] = hostile(
            random
        )
    if random.random() < 0.3:
        raw["_confirmed"] = random.choice(([], ["k1", "k2", "k3", "k4", "k5"], "k1", {"k1": 1}, [1, None, "k6"]))
    items = list(raw.items())
    random.shuffle(items)
    return dict(items)


def random_surroundings(random: Random) -> dict[str, Any]:
    around: dict[str, Any] = {
        "seed": f"{random.getrandbits(64):016x}",
        "url": random.choice(({}, {"src": "mail", "age": "31"}, {"src": "长长长长长长", "age": "x", "name": ""})),
        "customer": random.choice(({}, {"name": "李雷", "age": 44.5}, {"name": 7, "age": True, "src": None})),
        "context": random.choice(
            ({}, {"language": "en", "today": "2026-01-31"}, {"language": "zh-hans", "today": "2026-01-31"})
        ),
        "quota_left": random.choice(({}, {"quota": 0}, {"quota": 5})),
        "organization_name": "Acme",
        "survey": "s1",
    }
    return around | ({"turn": random.randint(0, 20)} if random.random() < 0.5 else {})
