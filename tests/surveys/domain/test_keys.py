import pytest

from surveys.domain.keys import KEY_LENGTH, PageKey, make_key, read_key, seed_of

SECRET, RANDOM, NOW = b"secret", bytes(range(12)), 1_780_000_000


def made(link: str = "abc", second: int = NOW, turn: int | None = None) -> str:
    return make_key(SECRET, token=link, random=RANDOM, second=second, turn=turn)


def read(text: str, *, secret: bytes = SECRET, link: str = "abc", now: int = NOW) -> PageKey:
    return read_key(secret, token=link, text=text, now=now)


def test_key_tells_its_start_and_seed():
    key = read(made())
    assert (len(key.text), key.started, key.is_signed) == (KEY_LENGTH, NOW, True)
    assert key.seed == seed_of(made())
    assert len(key.seed) == 16
    assert int(key.seed, 16) >= 0


@pytest.mark.parametrize("turn", [0, 1, 41, 2**32 - 1])
def test_key_holds_the_turn(turn: int):
    assert read(made(turn=turn)).turn == turn


def test_keys_of_different_turns_differ():
    assert made(turn=1) != made(turn=2)


@pytest.mark.parametrize(
    "changed",
    [
        {"secret": b"other"},
        {"link": "abd"},
        {"now": NOW - 1},
    ],
)
def test_key_of_another_place_or_time_is_unsigned(changed: dict):
    key = read(made(), **changed)
    assert (key.started, key.turn, key.is_signed) == (None, None, False)


@pytest.mark.parametrize("text", ["", "x", "partner-4711", "a" * 32, "a" * 33, "é" * 32, "\ud800" * 32, "a\x00" * 16])
def test_foreign_key_is_taken_and_unsigned(text: str):
    key = read(text)
    assert (key.text, key.is_signed) == (text, False)
    assert len(key.seed) == 16


def test_every_changed_character_is_noticed():
    text = made()
    for at, old in enumerate(text):
        other = "A" if old != "A" else "B"
        assert not read(text[:at] + other + text[at + 1 :]).is_signed
