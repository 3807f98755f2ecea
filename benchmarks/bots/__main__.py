"""ROC of the quality judge on a synthetic corpus.

    python -m benchmarks.bots [--people 400] [--bots 100] [--seed 20260301] [--write]

For each kind of bot and each effort a stream of people with bots among them is judged in the order in which it comes
in, by the same code as in the product. The score is the judge's 0..100; a bot should have the lower one. `--write` puts
the tables into docs/surveys/quality.md. The same seed gives the same figures on every machine.
"""

import argparse
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.bots.machines import EFFORTS, KINDS, maker
from benchmarks.bots.panel import Panel
from benchmarks.bots.people import Sample, person
from surveys.domain.quality.model import LOOK_FROM, OK_FROM

PAGE = Path(__file__).resolve().parents[2] / "docs" / "surveys" / "quality.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
RECORDED = 5
POINTS = (10, 25, 40, 55, 70, 85, 95)


@dataclass
class Outcome:
    """Scores of people and bots in one stream, and which flags each group got."""

    kind: str
    effort: str
    people: list[int] = field(default_factory=list)
    bots: list[int] = field(default_factory=list)
    people_flags: Counter[str] = field(default_factory=Counter)
    bot_flags: Counter[str] = field(default_factory=Counter)

    @property
    def auc(self) -> float:
        """The chance that a bot has a lower score than a person, ties counted half (Mann-Whitney)."""
        ordered = sorted(self.people)
        wins = sum(
            len(ordered) - (bisect_left(ordered, score) + bisect_right(ordered, score)) / 2 for score in self.bots
        )
        return wins / (len(self.people) * len(self.bots))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--bots", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20260301)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/surveys/quality.md")
    options = parser.parse_args(arguments)
    text = report(measure(people=options.people, bots=options.bots, seed=options.seed))
    print(text)
    if options.write:
        pattern = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
        body = f"{BEGIN}\n{text}\n{END}"
        PAGE.write_text(pattern.sub(lambda _found: body, PAGE.read_text()))


def measure(*, people: int, bots: int, seed: int) -> list[Outcome]:
    return [
        _stream(kind, effort, people=people, bots=bots, seed=f"{seed}:{kind}:{effort}")
        for kind in KINDS
        for effort in EFFORTS
    ]


def report(outcomes: Sequence[Outcome]) -> str:
    """Markdown: the areas, points of each curve, and what was flagged."""
    return "\n\n".join((_areas(outcomes), _curves(outcomes), _flags(outcomes)))


def _stream(kind: str, effort: str, *, people: int, bots: int, seed: str) -> Outcome:
    random = Random(seed)
    humans = [person(random) for _each in range(people)]
    recorded = [each for each in humans[: people // 3] if each.trajectory.events][:RECORDED]
    make = maker(kind, effort)
    # What is replayed was recorded before: the bots come after the first third of the people.
    late = [*humans[people // 3 :], *(make(random, recorded) for _each in range(bots))]
    random.shuffle(late)
    panel, outcome = Panel(), Outcome(kind, effort)
    for sample in [*humans[: people // 3], *late]:
        _note(outcome, sample, panel)
    return outcome


def _note(outcome: Outcome, sample: Sample, panel: Panel) -> None:
    verdict = panel.take(sample)
    scores, flags = (outcome.bots, outcome.bot_flags) if sample.is_bot else (outcome.people, outcome.people_flags)
    scores.append(verdict.score)
    flags.update(flag.code for flag in verdict.flags)


def _areas(outcomes: Sequence[Outcome]) -> str:
    head = [
        f"| kind | effort | people | bots | AUC | bots below {OK_FROM} | people below {OK_FROM} "
        f"| bots below {LOOK_FROM} | people below {LOOK_FROM} |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows = [
        f"| {each.kind} | {each.effort} | {len(each.people)} | {len(each.bots)} | {each.auc:.3f} "
        f"| {_below(each.bots, OK_FROM)} | {_below(each.people, OK_FROM)} "
        f"| {_below(each.bots, LOOK_FROM)} | {_below(each.people, LOOK_FROM)} |"
        for each in outcomes
    ]
    return "\n".join(head + rows)


def _curves(outcomes: Sequence[Outcome]) -> str:
    """Bots found / people accused when everything below the score is called a bot."""
    head = [
        "| kind | effort | " + " | ".join(f"score < {point}" for point in POINTS) + " |",
        "| --- | --- |" + " --- |" * len(POINTS),
    ]
    rows = [
        f"| {each.kind} | {each.effort} | "
        + " | ".join(f"{_below(each.bots, point)} / {_below(each.people, point)}" for point in POINTS)
        + " |"
        for each in outcomes
    ]
    return "\n".join(head + rows)


def _flags(outcomes: Sequence[Outcome]) -> str:
    head = ["| kind | effort | flags of bots | flags of people |", "| --- | --- | --- | --- |"]
    rows = [
        f"| {each.kind} | {each.effort} | {_most(each.bot_flags, len(each.bots))} "
        f"| {_most(each.people_flags, len(each.people))} |"
        for each in outcomes
    ]
    return "\n".join(head + rows)


def _below(scores: Sequence[int], limit: int) -> str:
    return f"{100 * sum(score < limit for score in scores) / len(scores):.1f} %"


def _most(flags: Counter[str], total: int) -> str:
    # By number and then by name, so that the order does not depend on who came first.
    ordered = sorted(flags.items(), key=lambda item: (-item[1], item[0]))[:6]
    return ", ".join(f"`{code}` {100 * count / total:.0f} %" for code, count in ordered) or "none"


if __name__ == "__main__":
    main()
