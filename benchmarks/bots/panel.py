"""Runs the judge over a stream of responses, as the background work does: each against those that came before."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from benchmarks.bots.people import Sample
from benchmarks.bots.survey import ITEMS, answered
from surveys.domain.quality import Asked, Evidence, Spread, Twins, Verdict, judge
from surveys.domain.quality.prints import TEXT_ALIKE, rhythm_bands, rhythm_likeness, text_bands, text_likeness
from surveys.domain.quality.speed import spread_of
from surveys.domain.trajectory import Trajectory, read_trajectory

ORDER = [item.name for item in ITEMS]
NEWEST = 400
# Medians move slowly: they are taken again after so many responses.
REFRESHED = 20


@dataclass
class Panel:
    """The survey's memory: what the database holds for the product."""

    dwells: list[dict[str, int]] = field(default_factory=list)
    texts: dict[tuple[str, int], list[str]] = field(default_factory=lambda: defaultdict(list))
    rhythms: dict[int, list[Trajectory]] = field(default_factory=lambda: defaultdict(list))
    devices: Counter[str] = field(default_factory=Counter)
    spreads: dict[str, Spread] = field(default_factory=dict)
    taken: int = 0

    def take(self, sample: Sample) -> Verdict:
        questions = answered(sample.answers)
        reading = read_trajectory(sample.trajectory, ORDER)
        if self.taken % REFRESHED == 0:
            self._refresh()
        evidence = Evidence(
            questions=questions,
            trajectory=sample.trajectory,
            reading=reading,
            key=sample.key,
            spreads=self.spreads,
            twins=Twins(
                texts={each.name: self._text_twins(each) for each in questions if each.is_text and each.value},
                rhythm=self._rhythm_twin(sample.trajectory),
                devices=self.devices[sample.device] if sample.device else 0,
            ),
        )
        self._remember(sample, questions, reading.dwell)
        return judge(evidence)

    def _text_twins(self, question: Asked) -> int:
        found = {text for band in text_bands(question.value) for text in self.texts[question.name, band]}
        return sum(text_likeness(text, question.value) >= TEXT_ALIKE for text in found)

    def _rhythm_twin(self, trajectory: Trajectory) -> float:
        found = {id(each): each for band in rhythm_bands(trajectory) for each in self.rhythms[band]}
        return max((rhythm_likeness(trajectory, each) for each in found.values()), default=0.0)

    def _remember(self, sample: Sample, questions: tuple[Asked, ...], dwell: dict[str, int]) -> None:
        self.taken += 1
        if dwell:
            self.dwells.append(dwell)
        for question in questions:
            if question.is_text and question.value:
                for band in text_bands(question.value):
                    self.texts[question.name, band].append(question.value)
        for band in rhythm_bands(sample.trajectory):
            self.rhythms[band].append(sample.trajectory)
        if sample.device:
            self.devices[sample.device] += 1

    def _refresh(self) -> None:
        newest = self.dwells[-NEWEST:]
        self.spreads = {name: spread_of(dwell[name] for dwell in newest if name in dwell) for name in ORDER}
