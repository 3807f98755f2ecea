"""Submissions that nobody with good intentions would send: the same ones each time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from surveys.domain.questions import QUESTION_TYPES
from tests.factories.respondents import definition, options, question

JSON = "application/json"
# They have no answer that could be wrong, or cannot be answered before something else was done.
LEFT_OUT = {"captcha"}


@dataclass(frozen=True)
class Shot:
    """One request to the call that takes answers (or to the one that saves them)."""

    body: bytes
    content_type: str = JSON
    saves: bool = False


def every_type() -> dict[str, Any]:
    """A survey with a question of each type, one that is hidden from everybody, and a repeated one."""
    pages = []
    # What is calculated looks at what was asked before.
    in_order = sorted(QUESTION_TYPES.items(), key=lambda item: (item[0] == "calculated", item[0]))
    for number, (name, kind) in enumerate(in_order):
        if name not in LEFT_OUT:
            example = {**kind.example, "id": f"x{number}", "key": name, "required": False}
            pages.append([example])
    raw = definition(
        *pages,
        [question("never", "long_text", **{"if": {"==": [{"var": "url.vip"}, "yes"]}})],
        [question("brands", "multiple", options=options("b1", "b2"))],
        [question("again", "number")],
    )
    raw["pages"][-1]["loop"] = {"question": "brands", "take": "chosen"}
    return raw


def shots(raw: dict[str, Any], tokens: list[str], strangers: list[str], count: int, seed: int) -> Iterator[Shot]:
    """`tokens` are links of the survey under fire, `strangers` those of other surveys and organisations."""
    yield from _Gun(raw, tokens, strangers, seed).fire(count)


class _Gun:
    def __init__(self, raw: dict[str, Any], tokens: list[str], strangers: list[str], seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311  # the same shots each time
        self.keys = [asked["key"] for page in raw["pages"] for asked in page["questions"]]
        self.raw, self.tokens, self.strangers = raw, tokens, strangers
        self.spent: list[str] = []
        self.ids: list[str] = []
        questions = [asked for page in raw["pages"] for asked in page["questions"]]
        self.ids_of = {asked["key"]: sorted(set(_ids(list(asked.values())))) for asked in questions}

    def fire(self, count: int) -> Iterator[Shot]:
        for _each in range(count):
            kind = self.chance.random()
            if kind < 0.06:
                yield self._broken_body()
            elif kind < 0.14:
                yield self._with({"edition": self._odd_number(), "page": self._text(3)}, saves=True)
            elif kind < 0.2:
                yield self._with({self.chance.choice(FIELDS): self.value(2)})
            elif kind < 0.28:
                yield self._with({"link": self.chance.choice([*self.strangers, self.value(1)])})
            elif kind < 0.36 and self.spent:
                yield self._with({"idempotency_key": self.chance.choice(self.spent)})
            else:
                yield self._with({})

    def _with(self, changes: dict[str, Any], *, saves: bool = False) -> Shot:
        key = f"hostile-{self.chance.getrandbits(64):016x}"
        self.spent.append(key)
        body = {
            "link": self.chance.choice(self.tokens),
            "answers": self.answers(),
            **({"idempotency_key": key} if self.chance.random() < 0.5 else {}),
            "from_page": self.chance.random() < 0.5,
            "url": {"store": "S1"},
            **changes,
        }
        text = json.dumps(body)
        if self.chance.random() < 0.05:
            # A member twice: the last one counts.
            text = text[:-1] + ', "answers": ' + json.dumps(self.answers()) + "}"
        return Shot(text.encode(errors="surrogatepass"), saves=saves)

    def answers(self) -> Any:
        if self.chance.random() < 0.05:
            return self.value(3)
        picked = self.chance.sample(self.keys, k=self.chance.randint(1, 6))
        found = {self.name(key): self.answer(key) for key in picked}
        if self.chance.random() < 0.1:
            found["never"] = "I see what is hidden"
        return found

    def name(self, key: str) -> str:
        odd = ["", "@", f"{key}@", f"@{key}", f"{key}@b1", f"{key}@b1@b2", key.upper(), "__proto__", "\ud800", key * 9]
        return self.chance.choice(odd) if self.chance.random() < 0.15 else key

    def answer(self, key: str) -> Any:
        """Something near a good answer, or far from it."""
        if self.chance.random() < 0.5:
            return self.value(3)
        return self.twisted(self.good(key))

    def good(self, key: str) -> Any:
        self.ids = self.ids_of.get(key) or ["o1"]
        schema = dict(QUESTION_TYPES[key].answer_schema) if key in QUESTION_TYPES else {}
        return self.from_schema(schema, 4)

    def from_schema(self, schema: Any, depth: int) -> Any:
        """Of the right shape; whether it is right is another matter."""
        if not isinstance(schema, dict) or depth == 0:
            return self.value(0)
        if choices := schema.get("enum") or schema.get("oneOf") or schema.get("anyOf"):
            one = self.chance.choice(list(choices))
            return one if "enum" in schema else self.from_schema(one, depth - 1)
        kind = schema.get("type", "string")
        kind = self.chance.choice(kind) if isinstance(kind, list) else kind
        if kind == "object":
            names = list(schema.get("properties", {})) or self.ids
            inner = schema.get("properties", {})
            other = schema.get("additionalProperties", {})
            return {name: self.from_schema(inner.get(name, other), depth - 1) for name in names}
        if kind == "array":
            return [self.from_schema(schema.get("items", {}), depth - 1) for _each in range(self.chance.randint(0, 3))]
        if kind in {"integer", "number"}:
            return self.chance.randint(-2, 12)
        return self.chance.random() < 0.5 if kind == "boolean" else self.chance.choice([*self.ids, "2026-02-03", "好"])

    def twisted(self, value: Any) -> Any:
        if self.chance.random() < 0.4:
            return value
        if isinstance(value, dict) and value:
            name = self.chance.choice(list(value))
            return {**value, name: self.value(2), self._text(5): self.value(1)}
        if isinstance(value, list) and value:
            return value * self.chance.choice([2, 50, 600])
        return self.chance.choice([[value], {"option": value}, {"option": value, "text": self._text(30)}, value])

    def value(self, depth: int) -> Any:
        makers = [
            lambda: None, lambda: True, lambda: -1, self._odd_number, lambda: 1e308, lambda: -0.0, lambda: 0.1 + 0.2,
            lambda: "", lambda: self._text(20), lambda: self._text(3000), lambda: "13800138000", lambda: "=1+1",
            lambda: "2026-02-30", lambda: "o1", lambda: "'; DROP TABLE surveys_response; --", dict, list,
            lambda: "{answers.nps}", lambda: "01890a5d-ac96-774b-bcce-b302099a8057", lambda: "\ud83d",
            lambda: "x" * 40_000,
        ]  # fmt: skip
        if depth and self.chance.random() < 0.35:
            return self.chance.choice([self._nested, self._wide])(depth)
        weights = [4] * (len(makers) - 1) + [1]
        return self.chance.choices(makers, weights)[0]()

    def _nested(self, depth: int) -> Any:
        value: Any = self.value(0)
        for _each in range(self.chance.choice([1, 2, 5, 40])):
            value = [value] if self.chance.random() < 0.5 else {self._text(2) or "a": value}
        return value

    def _wide(self, depth: int) -> Any:
        count = self.chance.choice([2, 5, 200])
        if self.chance.random() < 0.5:
            return [self.value(depth - 1) if number < 5 else "o1" for number in range(count)]
        return {f"o{number}": self.value(depth - 1) if number < 5 else 1 for number in range(count)}

    def _odd_number(self) -> int:
        return self.chance.choice([0, -1, 11, 10**9, 2**31, 2**53 + 1, -(2**63), 10**400])

    def _text(self, longest: int) -> str:
        letters = "ab好é{}<>&\"'\u202e\u0007\ud800😀 %@.=-\\/"
        return "".join(self.chance.choices(letters, k=self.chance.randint(0, longest)))

    def _broken_body(self) -> Shot:
        good = self._with({}).body
        return self.chance.choice(
            [
                Shot(good[: self.chance.randint(0, len(good))]),
                Shot(good, "text/plain"),
                Shot(good, "application/x-www-form-urlencoded"),
                Shot(good, "multipart/form-data; boundary=x"),
                Shot(good, "application/json; charset=utf-16"),
                Shot(bytes(self.chance.getrandbits(8) for _each in range(200))),
                Shot(b"[" * 5000),
                Shot(b'{"link": "x", "answers": {"nps": 1e999}}'),
                Shot(b'{"link": "x", "answers": {"nps": NaN}}'),
                Shot(b'{"link": "x\\u0000", "answers": {"nps": 1}}'),
                Shot(b'{"answers": ' + b"9" * 5000 + b"}"),
                Shot(b""),
                Shot(b"null"),
                Shot(b'"text"'),
            ]
        )


def _ids(value: Any) -> Iterator[str]:
    """Every id inside a question: of options, rows, columns, blanks, levels."""
    if isinstance(value, dict):
        yield from [value["id"]] if isinstance(value.get("id"), str) else []
        yield from _ids(list(value.values()))
    elif isinstance(value, list):
        for inner in value:
            yield from _ids(inner)


FIELDS = (
    "link", "answers", "idempotency_key", "language", "version", "url", "device", "person", "referrer", "screen",
    "access_pass", "test", "timings", "trajectory", "saved", "from_page",
)  # fmt: skip
