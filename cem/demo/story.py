"""What the demonstration invents: dates, shops, sources, scores. The words of the reviews are real."""

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cem.demo.accounts import STORE_CODES
from cem.demo.corpus import Review

SOURCES = ["演示·电商评价", "演示·点评网站", "演示·小程序评价"]
DAYS = 180
LONGEST_COMMENT = 80

# How often a shop's customers give a score of 9-10 and of 0-6. The spread makes the departments differ; the drift over
# the months gives the trend something to show.
PROMOTERS = {code: 0.40 + 0.02 * (position % 7) for position, code in enumerate(STORE_CODES)}
DETRACTORS = {code: 0.26 - 0.015 * (position % 5) for position, code in enumerate(STORE_CODES)}


@dataclass(frozen=True)
class SimulatedAnswer:
    store_code: str
    submitted_at: datetime
    answers: dict[str, object]


def simulated_answers(
    reviews: Sequence[Review], *, now: datetime, count: int, seed: int, days: int = DAYS
) -> Iterator[SimulatedAnswer]:
    """Answers of the last `days`, the newest a few minutes ago; about half of them with a comment.

    A comment is a short review whose polarity fits the score.
    """
    chance = random.Random(seed)  # noqa: S311  # a demonstration, not a secret
    short = [review for review in reviews if len(review.text) <= LONGEST_COMMENT]
    glad = [review.text for review in short if review.is_positive]
    upset = [review.text for review in short if not review.is_positive]
    for _each in range(count):
        store = chance.choice(STORE_CODES)
        age = chance.random() * days
        score = _score(chance, store, age)
        answers: dict[str, object] = {"nps": score}
        if chance.random() < 0.55:
            answers["reason"] = chance.choice(glad if score >= 8 or (score == 7 and chance.random() < 0.5) else upset)
        if score <= 6 and chance.random() < 0.5:
            phone = f"1380000{chance.randrange(10_000):04d}"
            answers["contact"] = {"agreed": True, "name": chance.choice(["张女士", "李先生", "王女士"]), "phone": phone}
        yield SimulatedAnswer(store, now - timedelta(days=age, minutes=5), answers)


def _score(chance: random.Random, store: str, age: float) -> int:
    drift = 0.10 * (1 - age / DAYS)
    draw = chance.random()
    if draw < PROMOTERS[store] + drift:
        return chance.choice([9, 9, 10])
    if draw < 1 - DETRACTORS[store] + drift / 2:
        return chance.choice([7, 8, 8])
    return chance.choice([0, 2, 3, 4, 5, 5, 6, 6])


def write_review_files(
    reviews: Sequence[Review], folder: Path, *, now: datetime, seed: int
) -> list[tuple[str, Path, int]]:
    """One CSV for each source, ready for the product's own import: (source, file, rows)."""
    chance = random.Random(seed)  # noqa: S311  # a demonstration, not a secret
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for position, source in enumerate(SOURCES):
        own = reviews[position :: len(SOURCES)]
        path = folder / f"reviews-{position + 1}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["评价编号", "评价时间", "门店编号", "星级", "评价内容"])
            for number, review in enumerate(own, start=1):
                moment = now - timedelta(minutes=5 + chance.random() * DAYS * 24 * 60)
                stars = chance.choice([4, 5, 5]) if review.is_positive else chance.choice([1, 1, 2])
                store = chance.choice(STORE_CODES)
                row = [f"demo-{position + 1}-{number}", f"{moment:%Y-%m-%d %H:%M:%S}", store, stars, review.text]
                writer.writerow(row)
        files.append((source, path, len(own)))
    return files
