from hypothesis import given
from hypothesis import strategies as st

from surveys.domain.texts import clean_text, fill


@given(st.text(st.characters()))
def test_clean_text_can_be_stored(text: str) -> None:
    cleaned = clean_text(text)
    assert cleaned.encode().decode() == cleaned == clean_text(cleaned)
    assert "\x00" not in cleaned


def test_clean_text_keeps_emoji_and_drops_direction_marks() -> None:
    assert clean_text("家 👨‍👩‍👧\u202egnp\ud800\t好") == "家 👨‍👩‍👧gnp\t好"


def test_fill_puts_names_in_once() -> None:
    assert fill("{organization} {x} {}", {"organization": "{organization}"}) == "{organization} {x} {}"


def test_fill_takes_the_fallback_where_there_is_nothing() -> None:
    assert fill("{answers.city|your town}, {url.x}.", {"answers.city": ""}) == "your town, ."
