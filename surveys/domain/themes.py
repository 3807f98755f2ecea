"""The looks of a respondent's page: from a few choices to a whole palette, for light and for dark screens.

A theme is {"logo", "cover", "colour", "background", "text", "font", "font_size", "corner", "css"}, each of them
optional; the brand kit of the organisation is the ground, and the theme of a survey goes before it, choice by choice.
What is chosen is measured; what follows from it is made readable by itself: every pair of text and ground in the
palette has a contrast of at least 4.5, edges and marks of at least 3.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.colours import (
    BLACK,
    MARK_RATIO,
    TEXT_RATIO,
    WHITE,
    contrast,
    is_dark,
    luminance,
    mix,
    on,
    readable,
)
from surveys.domain.safe_css import check_css, safe_css
from surveys.domain.texts import Problem

Theme = Mapping[str, Any]

CHOICES = ("logo", "cover", "colour", "background", "text", "font", "font_size", "corner", "css")
FONTS = {
    "serif": '"Songti SC","Noto Serif CJK SC","Noto Serif SC","Source Han Serif SC",SimSun,Georgia,serif',
    "rounded": '"Yuanti SC","PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans SC",ui-rounded,sans-serif',
}
DEFAULT_COLOUR, DEFAULT_BACKGROUND = "#1b5e54", "#f7f4ee"
DARK_BACKGROUND = "#171613"
_INK, _DARK_INK = "#24211c", "#f2eee6"
_DANGER, _DARK_DANGER = "#ab2a2f", "#f49892"
_FOCUS, _DARK_FOCUS = "#b4560f", "#f0a35e"
# Of a font of the browser's default size; the page grows with what its reader has set.
_REFERENCE_SIZE = 16
_NEARLY_BLACK = 0.03


def merged(brand: Theme, own: Theme) -> dict[str, Any]:
    """The theme in force: choices of the survey before those of the brand kit; both stylesheets, the survey's last."""
    # A corner of 0 is a choice too.
    chosen = {name: own[name] if own.get(name) is not None else brand.get(name) for name in CHOICES}
    found = {name: value for name, value in chosen.items() if value is not None and value != ""}
    css = "\n".join(text for text in (brand.get("css"), own.get("css")) if text)
    return {**found, "css": css} if css else found


def check_theme(path: str, theme: Theme) -> Iterator[Problem]:
    """What makes a page hard to read, with the measured ratio; and what its CSS must not hold.

    The kinds of the values are checked by their JSON Schema before.
    """
    ground = theme.get("background") or DEFAULT_BACKGROUND
    text = theme.get("text") or (_DARK_INK if is_dark(ground) else _INK)
    ratio = contrast(text, ground)
    if ratio < TEXT_RATIO:
        where = "text" if theme.get("text") else "background"
        # Cut, not rounded: 4.49 must not be called 4.5.
        yield Problem(f"{path}.{where}", "low_contrast", {"ratio": int(ratio * 100) / 100, "needed": TEXT_RATIO})
    if theme.get("css"):
        yield from check_css(f"{path}.css", theme["css"])


def palette(theme: Theme, *, dark: bool) -> dict[str, str]:
    """The colours by the name of their variable ("canvas": --s-canvas)."""
    canvas = theme.get("background") or DEFAULT_BACKGROUND
    ink = theme.get("text") or ""
    if dark and not is_dark(canvas):
        canvas, ink = mix(DARK_BACKGROUND, theme.get("colour") or DEFAULT_COLOUR, 0.06), ""
    night = is_dark(canvas)
    # Away from the ink where the ground is neither light nor dark, so that text stays readable on both.
    surface = mix(canvas, BLACK, 0.12) if night and luminance(canvas) > _NEARLY_BLACK else mix(canvas, WHITE, 0.05)
    surface = surface if night else mix(canvas, WHITE, 0.7)
    grounds = [canvas, surface]
    ink = readable(ink or (_DARK_INK if night else _INK), grounds, TEXT_RATIO)
    colour = theme.get("colour") or DEFAULT_COLOUR
    # A button that hardly stands out from its ground is found by nobody.
    brand = readable(colour, grounds, MARK_RATIO)
    soft = _tint(surface, brand, ink)
    danger = readable(_DARK_DANGER if night else _DANGER, grounds, TEXT_RATIO)
    danger_soft = _tint(surface, danger, danger)
    return {
        "canvas": canvas,
        "surface": surface,
        "ink": ink,
        "ink-2": readable(mix(ink, canvas, 0.28), grounds, TEXT_RATIO),
        "line": mix(surface, ink, 0.14),
        "edge": readable(mix(ink, canvas, 0.45), grounds, MARK_RATIO),
        "brand": brand,
        "brand-ink": readable(brand, [*grounds, soft], TEXT_RATIO),
        "brand-soft": soft,
        "on-brand": on(brand),
        "focus": readable(_DARK_FOCUS if night else _FOCUS, grounds, MARK_RATIO),
        "star": readable("#f2b04c" if night else "#b86a00", grounds, MARK_RATIO),
        "danger": danger,
        "danger-soft": danger_soft,
    }


def _tint(surface: str, colour: str, ink: str) -> str:
    """The surface with a little of a colour in it, as much as the ink that stands on it allows."""
    tints = (mix(surface, colour, share) for share in (0.14, 0.1, 0.06, 0.03))
    return next((tint for tint in tints if contrast(ink, tint) >= TEXT_RATIO), surface)


def theme_css(theme: Theme) -> str:
    """The stylesheet that is linked after respondent.css; "" where nothing is chosen."""
    rules = []
    if any(theme.get(name) for name in ("colour", "background", "text")):
        rules += [
            f".survey{{{_colours(palette(theme, dark=False))}}}",
            f"@media (prefers-color-scheme:dark){{.survey{{{_colours(palette(theme, dark=True))}}}}}",
            # Large text keeps its own black on white; only the brand is fitted to it.
            f".is-large .survey{{{_colours(_strong(theme, WHITE))}}}",
            f"@media (prefers-color-scheme:dark){{.is-large .survey{{{_colours(_strong(theme, BLACK))}}}}}",
        ]
    shape = _shape(theme)
    if shape:
        rules.append(f".survey{{{shape}}}")
    own = safe_css(theme.get("css") or "")
    return "\n".join([*rules, own] if own else rules)


def _strong(theme: Theme, ground: str) -> dict[str, str]:
    brand = readable(theme.get("colour") or DEFAULT_COLOUR, [ground], 7)
    soft = mix(ground, brand, 0.14)
    night = ground == BLACK
    danger = _DARK_DANGER if night else _DANGER
    return {
        "brand": brand,
        "brand-ink": readable(brand, [ground, soft], TEXT_RATIO),
        "brand-soft": soft,
        "on-brand": on(brand),
        "focus": _DARK_FOCUS if night else _FOCUS,
        "star": "#f2b04c" if night else "#b86a00",
        "danger": danger,
        "danger-soft": mix(ground, danger, 0.14),
    }


def _shape(theme: Theme) -> str:
    found = []
    if theme.get("font") in FONTS:
        found.append(f"--s-font:{FONTS[theme['font']]}")
    if theme.get("font_size"):
        found.append(f"--s-size:{theme['font_size'] / _REFERENCE_SIZE:g}rem")
    if theme.get("corner") is not None:
        found.append(f"--s-corner:{theme['corner']}px;--s-corner-2:{round(theme['corner'] * 0.75)}px")
    return ";".join(found)


def _colours(values: Mapping[str, str]) -> str:
    return ";".join(f"--s-{name}:{value}" for name, value in values.items())
