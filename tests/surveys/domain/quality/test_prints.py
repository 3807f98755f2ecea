"""Near-duplicates are found by a few numbers each, and compared in full only then."""

from random import Random

import pytest

from surveys.domain.quality.prints import (
    RHYTHM_ALIKE,
    TEXT_ALIKE,
    rhythm_bands,
    rhythm_likeness,
    text_bands,
    text_likeness,
)
from surveys.domain.trajectory import Event, Kind, Trajectory

TEXT = "物流太慢了，等了整整三天才送到，客服也一直不回消息，希望改进"


def walked(seed: int, *, noise: float = 0.0, of: Trajectory | None = None, count: int = 20) -> Trajectory:
    """Twenty questions with log-normal pauses, or those of another trajectory with noise."""
    random = Random(seed)  # noqa: S311  # noise of a test
    at, events = 0.0, []
    for place in range(count):
        pause = random.lognormvariate(8, 0.6)
        if of is not None:
            before = of.events[2 * place - 1].at if place else 0
            pause = (of.events[2 * place].at - before) * (1 + random.uniform(-noise, noise))
        at += pause
        events += [
            Event(round(at), Kind.FOCUS, f"q{place}"),
            Event(round(at + 50), Kind.CHOOSE, f"q{place}", value="1"),
        ]
        at += 50
    return Trajectory(events=tuple(events))


def test_same_words_share_bands_whatever_the_spaces_and_width():
    other = " 物流太慢了,等了整整三天才送到；客服也一直不回消息!希望改进。 "

    assert text_bands(TEXT) == text_bands(other)
    assert len(text_bands(TEXT)) == 6
    assert all(-(2**63) <= band < 2**63 for band in text_bands(TEXT))


def test_a_word_changed_is_still_alike_and_another_remark_is_not():
    changed = TEXT.replace("三天", "四天")
    other = "店员很热情，周末人有点多，停车不太方便，别的都挺好"

    assert text_likeness(TEXT, changed) > TEXT_ALIKE
    assert set(text_bands(TEXT)) & set(text_bands(changed))
    assert text_likeness(TEXT, other) < 0.1
    assert not set(text_bands(TEXT)) & set(text_bands(other))


@pytest.mark.parametrize("text", ["", "很好", "没有意见，谢谢", "。。。。。。。。。。。。。。"])
def test_short_texts_are_alike_by_chance_and_not_compared(text: str):
    assert text_bands(text) == ()


def test_replay_is_recognised_through_its_noise_and_another_person_is_not():
    original = walked(1)

    assert rhythm_likeness(original, original) == 1
    for noise in (0.03, 0.2):
        again = walked(2, of=original, noise=noise)
        assert rhythm_likeness(original, again) >= RHYTHM_ALIKE, noise
        assert set(rhythm_bands(original)) & set(rhythm_bands(again)), noise
    assert all(rhythm_likeness(original, walked(seed)) < RHYTHM_ALIKE for seed in range(3, 300))


def test_other_path_is_another_rhythm_and_a_short_one_says_nothing():
    original = walked(1)
    elsewhere = Trajectory(events=tuple(Event(e.at, e.kind, f"x{e.name}", value=e.value) for e in original.events))
    short = walked(1, count=2)

    assert rhythm_likeness(original, elsewhere) == 0
    assert rhythm_likeness(short, short) == 0
    assert rhythm_bands(short) == ()


def test_few_pauses_have_to_fit_every_one():
    original = walked(1, count=8)

    assert rhythm_likeness(original, walked(2, of=original, noise=0.01, count=8)) >= RHYTHM_ALIKE
    assert rhythm_likeness(original, walked(2, of=original, noise=0.3, count=8)) == 0
