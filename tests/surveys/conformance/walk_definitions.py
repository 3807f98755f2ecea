"""Random surveys for the comparison of the two walks: every type, every kind of logic, all sound."""

from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

from surveys.domain.questions import QUESTION_TYPES

Raw = dict[str, Any]
# Types whose choices may be changed freely: nothing else in the question names them.
_FREE = ("single", "multiple", "dropdown", "picture", "ranking", "constant_sum", "emotion")
_ROWED = ("matrix_single", "matrix_multiple", "matrix_rating", "matrix_text", "matrix_nps", "kano", "matrix_slider")
_OPEN = ("single", "multiple")
_WEIGHTED = (*_FREE, *_FREE, "multiple", "multiple", "single", *_ROWED, "nps", "number", "calculated", "hidden")
# At most one question may ask for the contact.
_KINDS = tuple(name for name in QUESTION_TYPES if name != "consent_contact")


def texts(text: str) -> dict[str, str]:
    return {"en": text, "zh-hans": f"{text}。"}


class Making:
    """One survey in the making."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.questions: list[Raw] = []
        self.pages: list[Raw] = []
        self.endings = ["done", "out"]
        # What is asked on each page is settled first, so that rules may name later questions as well.
        self.kinds = [
            [self._kind() for _ in range(random.choice((0, 1, 2, 3, 3, 4, 6)))] for _ in range(random.randint(1, 7))
        ]
        self.kinds[0] = self.kinds[0] or ["multiple"]
        self.every = [kind for kinds in self.kinds for kind in kinds]

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def definition(self) -> Raw:
        for number, kinds in enumerate(self.kinds):
            self._page(f"p{number}", kinds)
        self._jumps()
        raw: Raw = {
            "schema": 2,
            "language": "en",
            "languages": ["en", "zh-hans"],
            "title": texts("For {customer.name|you}"),
            "intro": texts("{organization} asks, {context.today}"),
            "pages": self.pages,
            "endings": [
                {"id": "out", "if": self.rule(), "outcome": "screened_out", "title": texts("Thanks {url.src|all}")},
                {"id": "done", "outcome": "complete", "title": texts(f"Bye {self.pipe()}")},
            ],
            "experiments": [
                {"id": "ab", "arms": [{"id": "a", "weight": self.random.randint(1, 4)}, {"id": "b", "weight": 2}]}
            ],
        }
        names = [page["id"] for page in self.pages]
        if len(names) > 1 and self.chance(0.4):
            first = self.random.randrange(len(names) - 1)
            together = names[first : first + self.random.randint(2, 4)]
            group: Raw = {"pages": self.random.sample(together, len(together))}
            if self.chance(0.4):
                group["show"] = self.random.randint(1, len(group["pages"]))
            raw["shuffle_pages"] = [group]
        cells = [{"id": f"c{at}", "if": self.rule(), "limit": 9} for at in range(self.random.randint(1, 3))]
        raw["quotas"] = [{"id": "quota", "cells": cells}]
        return raw

    def _kind(self) -> str:
        return self.random.choice(_WEIGHTED if self.chance(0.7) else _KINDS)

    def _page(self, name: str, kinds: list[str]) -> None:
        page: Raw = {"id": name, "questions": []}
        if self.chance(0.4):
            page["title"] = texts(f"About {{loop.text|this}} {{loop.index}} {self.pipe()}")
        if self.chance(0.25):
            page["if"] = self.rule()
        if kinds:
            self._loop(page)
        page["questions"] = [self._question(kind) for kind in kinds]
        page |= {"shuffle": True} if self.chance(0.3) else {}
        page |= {"show": self.random.randint(1, 3)} if self.chance(0.2) else {}
        self.pages.append(page)

    def _loop(self, page: Raw) -> None:
        if not self.questions or not self.chance(0.3):
            return
        if self.pages and "loop" in self.pages[-1] and self.chance(0.5):
            page["loop"] = self.pages[-1]["loop"]
            return
        if self.chance(0.3):
            page["loop"] = {"times": self.random.choice([2, self.number(), {"+": [self.number(), 1]}]), "most": 3}
            return
        outside = {page["id"] for page in self.pages if "loop" in page}
        sources = [each for each in self.questions if self._page_of(each) not in outside]
        sources = [each for each in sources if each["type"] in (*_FREE, *_ROWED)]
        if sources:
            source = self.random.choice(sources)
            own = ("rows",) if source["type"] in _ROWED else ("chosen", "chosen", "unchosen", "ranked")
            page["loop"] = {"question": source["key"], "take": self.random.choice(own)}
            page["loop"] |= {"most": 2} if self.chance(0.3) else {}

    def _page_of(self, question: Raw) -> str:
        return next((page["id"] for page in self.pages if question in page["questions"]), "")

    def _question(self, kind: str) -> Raw:
        number = len(self.questions) + 1
        raw = deepcopy(dict(QUESTION_TYPES[kind].example))
        raw |= {"id": f"q{number}", "key": f"k{number}", "title": texts(f"Q{number}: {self.pipe()}")}
        if QUESTION_TYPES[kind].is_asked and kind != "consent_contact":
            raw["required"] = self.chance(0.3)
        if kind == "calculated":
            raw |= {"value": self.random.choice([self.number(), self.rule(), {"cat": ["x", self.number()]}])}
            raw["format"] = self.random.choice(("text", "number"))
        if kind == "hidden":
            raw |= {"from": self.random.choice(("url", "customer")), "name": self.random.choice(("src", "name", "age"))}
            raw |= {"value": self.random.choice(("text", "number")), "max_length": 4}
        for name, share in (("if", 0.3), ("required_if", 0.15)):
            if self.chance(share) and (name == "if" or "required" in raw):
                raw[name] = self.rule()
        if self.chance(0.15):
            raw["checks"] = [
                {"rule": self.rule(), "message": texts(f"Sure? {self.pipe()}"), "soft": self.chance(0.5)}
                for _ in range(self.random.randint(1, 2))
            ]
        self._choices(raw, kind)
        self.questions.append(raw)
        return raw

    def _choices(self, raw: Raw, kind: str) -> None:
        for name, free in (("options", _FREE), ("rows", _ROWED)):
            if kind not in free:
                continue
            if name == "options":
                raw[name] = [self._choice(kind, f"o{at}") for at in range(1, self.random.randint(3, 7))]
            for choice in raw[name]:
                if self.chance(0.15):
                    choice["if"] = self.rule()
            flag = "shuffle" if name == "options" else "shuffle_rows"
            raw.pop(flag, None)
            if self.chance(0.4):
                raw[flag] = True
            sources = [each for each in self.questions if each["type"] in free and name in each]
            if sources and self.chance(0.35):
                raw[f"{name}_from"] = {
                    "question": self.random.choice(sources)["key"],
                    "take": self.random.choice(("chosen", "unchosen", "ranked", "all")),
                }
                # Ids are not carried over twice.
                known = {choice["id"] for choice in self._reach(raw[f"{name}_from"]["question"], name)}
                own = [choice for choice in raw[name] if choice["id"] not in known]
                raw.pop(name)
                raw |= {name: own} if len(own) > 1 else {}
        if kind == "multiple" and self.chance(0.5):
            raw.pop("min", None), raw.pop("max", None)
        raw.pop("top", None)

    def _reach(self, key: str, name: str) -> Iterator[Raw]:
        origin = next(each for each in self.questions if each["key"] == key)
        if f"{name}_from" in origin:
            yield from self._reach(origin[f"{name}_from"]["question"], name)
        yield from origin.get(name, ())

    def _choice(self, kind: str, name: str) -> Raw:
        choice: Raw = {"id": name, "text": texts(f"Option {name}" if self.chance(0.8) else f"Not {self.pipe()}")}
        if kind in _OPEN and self.chance(0.2):
            choice["open"] = True
        if kind == "multiple" and self.chance(0.1):
            choice["exclusive"] = True
        choice |= {"fixed": True} if self.chance(0.15) else {}
        choice |= {"group": self.random.choice(("g", "h"))} if self.chance(0.3) else {}
        choice |= {"score": self.random.randint(-3, 5)} if self.chance(0.2) else {}
        return choice

    def _jumps(self) -> None:
        places = [*(page["id"] for page in self.pages), *(each["id"] for each in self.questions), *self.endings, "end"]
        for owner in (*self.pages, *self.questions):
            if self.chance(0.08):
                others = [place for place in places if place != owner["id"]]
                owner["next"] = [{"to": self.random.choice(others), "if": self.rule()}]
                owner["next"] += [{"to": self.random.choice(others)}] if self.chance(0.2) else []

    def pipe(self) -> str:
        key = self.key()
        part = ""
        return self.random.choice(
            (f"{{answers.{key}{part}|nothing}}", f"{{answers.{key}}}", "{loop.text}", "{url.age|?}")
        )

    def key(self) -> str:
        return f"k{self.random.randint(1, len(self.every))}"

    def chooser(self) -> str:
        """A question that has options "o1" and "o2" in any case, or any when there is none."""
        keys = [f"k{at}" for at, kind in enumerate(self.every, 1) if kind in _FREE]
        return self.random.choice(keys) if keys else ""

    def number(self) -> Any:
        key = self.key()
        return self.random.choice(
            [
                {"var": f"answers.{key}"},
                {"count": [{"var": f"answers.{key}"}]},
                {"score": [self.chooser()]} if self.chooser() else 1,
                {"var": "loop.index"},
                {"length": [{"var": f"answers.{key}"}]},
            ]
        )

    def rule(self, depth: int = 2) -> Any:
        key, chooser = self.key(), self.chooser()
        simple = [
            {"answered": [key]},
            {"selected": [chooser, f"o{self.random.randint(1, 2)}"]} if chooser else True,
            {"!": [{"selected": [chooser, "o1"]}]} if chooser else False,
            {">": [self.number(), self.random.randint(0, 3)]},
            {"==": [{"var": "arms.ab"}, "a"]},
            {"==": [{"var": "loop.item"}, "o1"]},
            {"var": f"answers.{key}"},
            {"==": [{"var": "url.src"}, "mail"]},
            {"<": [{"quota_left": ["quota"]}, 1]},
            {"var": f"answers.{key}@o1"},
            True,
            True,
        ]
        if depth and self.chance(0.3):
            inner = [self.rule(depth - 1), self.rule(depth - 1)]
            return {self.random.choice(("and", "or")): inner}
        return self.random.choice(simple)


def random_definition(random: Random) -> Raw:
    return Making(random).definition()
