import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.domain.colours import MARK_RATIO, TEXT_RATIO, contrast, on, readable
from surveys.domain.texts import Problem
from surveys.domain.themes import check_theme, merged, palette, theme_css

COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
TEXT_ON = (
    ("ink", "canvas"), ("ink", "surface"), ("ink", "brand-soft"), ("ink-2", "canvas"), ("ink-2", "surface"),
    ("brand-ink", "surface"), ("brand-ink", "brand-soft"), ("on-brand", "brand"), ("danger", "danger-soft"),
    ("danger", "surface"),
)  # fmt: skip
MARK_ON = (("edge", "surface"), ("edge", "canvas"), ("brand", "surface"), ("focus", "canvas"), ("star", "surface"))


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#ffffff", "#000000") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", ""])
def test_contrast_of_no_colour_is_refused(colour: str):
    with pytest.raises(ValueError, match=r"colour|base 16"):
        contrast(colour, "#ffffff")


@given(COLOURS, COLOURS)
def test_a_colour_made_readable_is_readable_or_the_best_there_is(colour: str, ground: str):
    assert contrast(readable(colour, [ground], TEXT_RATIO), ground) >= TEXT_RATIO
    assert contrast(on(colour), colour) >= TEXT_RATIO


@given(COLOURS, st.none() | COLOURS, st.none() | COLOURS, st.booleans())
def test_whatever_is_chosen_the_page_can_be_read(colour: str, background: str | None, text: str | None, dark: bool):
    theme = {
        name: value
        for name, value in (("colour", colour), ("background", background), ("text", text))
        if value is not None
    }
    if any(check_theme("theme", theme)):
        return
    found = palette(theme, dark=dark)
    assert [pair for pair in TEXT_ON if contrast(found[pair[0]], found[pair[1]]) < TEXT_RATIO] == []
    assert [pair for pair in MARK_ON if contrast(found[pair[0]], found[pair[1]]) < MARK_RATIO] == []


def test_hard_to_read_text_is_a_problem_with_its_ratio():
    assert list(check_theme("theme", {"text": "#777777", "background": "#ffffff"})) == [
        Problem("theme.text", "low_contrast", {"ratio": 4.47, "needed": 4.5})
    ]
    assert list(check_theme("theme", {"text": "#767676", "background": "#ffffff"})) == []


def test_theme_of_the_survey_goes_before_the_brand_kit():
    brand = {"colour": "#112233", "corner": 8, "css": "h1{color:#000}"}
    own = {"colour": "#445566", "corner": 0, "css": "h2{color:#000}"}
    assert merged(brand, own) == {"colour": "#445566", "corner": 0, "css": "h1{color:#000}\nh2{color:#000}"}
    assert merged(brand, {}) == brand
    assert merged({}, {}) == {}


def test_stylesheet_holds_both_light_and_dark():
    css = theme_css({"colour": "#c8102e", "font": "serif", "font_size": 20, "corner": 0})
    assert "--s-brand:#c8102e" in css
    assert css.count("@media (prefers-color-scheme:dark)") == 2
    assert "--s-size:1.25rem" in css
    assert "--s-corner:0px" in css
    assert theme_css({}) == ""
