"""CSS of a customer's own, in a subset that can change the looks of a page and nothing else.

Rules and `@media` with plain conditions; no other @-rule, no address, no escape. Properties that could hide something
that must be read, such as the purpose of a consent, or lay something over it, are not among the permitted ones.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from surveys.domain.colours import TEXT_RATIO, contrast
from surveys.domain.texts import Problem, excerpt

LIMIT = 20_000
# Every selector is put below this one, so that no rule reaches beyond the respondent's page.
ROOT = ".survey"

_PLAIN = frozenset(
    (
        "accent-color", "background", "background-color", "background-image", "border-collapse", "border-color",
        "border-style", "border-width", "border-radius", "box-shadow", "caret-color", "color", "column-gap", "font",
        "font-family", "font-feature-settings", "font-size", "font-stretch", "font-style", "font-variant",
        "font-variant-numeric", "font-weight", "gap", "height", "hyphens", "letter-spacing", "line-height",
        "list-style", "list-style-type", "max-height", "max-width", "min-height", "min-width", "outline",
        "outline-color", "outline-offset", "outline-style", "outline-width", "row-gap", "text-align",
        "text-decoration", "text-decoration-color", "text-shadow", "text-transform", "text-wrap", "transition",
        "width", "word-break", "word-spacing",
    )
)  # fmt: skip
_FAMILY = re.compile(
    r"(?:margin|padding)(?:-(?:top|right|bottom|left|block|inline)(?:-(?:start|end))?)?"
    r"|border(?:-(?:top|right|bottom|left|block|inline))?(?:-(?:start|end))?(?:-(?:color|style|width|radius))?"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
)
# Text one sees through is text hidden.
_FAINT = re.compile(
    r"transparent|#(?:[0-9a-fA-F]{4}|[0-9a-fA-F]{8})\b|(?:rgb|hsl)a?\(.*[,/].*[,/].*[,/].*\)|rgb\(.*/.*\)|hsl\(.*/.*\)"
)
_FUNCTIONS = frozenset(
    ("rgb", "rgba", "hsl", "hsla", "calc", "min", "max", "clamp", "var", "linear-gradient", "radial-gradient")
)
_FUNCTION = re.compile(r"([A-Za-z_-][\w-]*)\(")
_VALUE = re.compile(r"[\w\s#.,%()+\-*/\"'!]{1,300}")
_SELECTOR = re.compile(r"[\w\s\-.#:>~+*()\[\]=\"]{1,300}")
_MEDIA = re.compile(r"@media\s+(\([a-z-]+:\s*[\w.\s-]+\)(?:\s+and\s+\([a-z-]+:\s*[\w.\s-]+\))*)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
# Text that nobody could read is text hidden.
_TINY = re.compile(r"(?:0|0?\.[0-6]\d*)(?:px|em|rem|%|pt)?|[1-9](?:\.\d+)?(?:px|pt)|[1-6]?\d(?:\.\d+)?%")
_NEGATIVE = re.compile(r"(?:^|[\s,])-|(?:calc|min|max|clamp)\([^)]*-\s*[\d.]")


@dataclass(frozen=True)
class Rule:
    """`media` is the condition in force, "" for none; `selectors` and `declarations` are as they were written."""

    media: str
    selectors: tuple[str, ...]
    declarations: tuple[tuple[str, str], ...]


@dataclass
class _Reading:
    rules: list[Rule] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check_css(path: str, text: str) -> list[Problem]:
    """What is not permitted, each with the piece it is about; and pairs of colours that are hard to read."""
    if len(text) > LIMIT:
        return [Problem(path, "too_long", {"limit": LIMIT, "length": len(text)})]
    reading = _read(path, text)
    return [*reading.problems, *(problem for rule in reading.rules for problem in _hard_to_read(path, rule))]


def safe_css(text: str) -> str:
    """The permitted rules, each below the root of the page; what is not permitted is left out."""
    return "".join(_written(rule) for rule in _read("", text[:LIMIT]).rules)


def _read(path: str, text: str) -> _Reading:
    reading = _Reading()
    for media, head, body in _blocks(path, _COMMENT.sub(" ", text), reading):
        selectors = tuple(selector.strip() for selector in head.split(","))
        if not all(_SELECTOR.fullmatch(selector) and _is_closed(selector) for selector in selectors):
            reading.problems.append(Problem(path, "css_selector", {"text": excerpt(head)}))
            continue
        declarations = tuple(_declarations(path, body, reading))
        if declarations:
            reading.rules.append(Rule(media, selectors, declarations))
    return reading


def _blocks(path: str, text: str, reading: _Reading) -> Iterator[tuple[str, str, str]]:
    """(media, selectors, declarations) of each rule."""
    at, media = 0, ""
    while True:
        found = re.compile(r"[{}]").search(text, at)
        if found is None:
            if text[at:].strip() or media:
                reading.problems.append(Problem(path, "css_unfinished", {"text": excerpt(text[at:].strip())}))
            return
        head, at = text[at : found.start()].strip(), found.end()
        if found[0] == "}":
            if head or not media:
                reading.problems.append(Problem(path, "css_unfinished", {"text": excerpt(head)}))
            media = ""
        elif head.startswith("@"):
            condition = _MEDIA.fullmatch(head)
            if condition is None or media:
                reading.problems.append(Problem(path, "css_at_rule", {"text": excerpt(head)}))
                return
            media = condition[1]
        else:
            end = text.find("}", at)
            if end < 0:
                reading.problems.append(Problem(path, "css_unfinished", {"text": excerpt(head)}))
                return
            yield media, head, text[at:end]
            at = end + 1


def _declarations(path: str, body: str, reading: _Reading) -> Iterator[tuple[str, str]]:
    for piece in body.split(";"):
        name, colon, value = (part.strip() for part in piece.partition(":"))
        if not piece.strip():
            continue
        name = name.lower()
        if not colon or not _is_permitted(name):
            reading.problems.append(Problem(path, "css_property", {"text": excerpt(name)}))
        elif not _is_safe(value) or _hides(name, value):
            reading.problems.append(Problem(path, "css_value", {"text": excerpt(f"{name}: {value}")}))
        else:
            yield name, value


def _is_permitted(name: str) -> bool:
    return name in _PLAIN or bool(_FAMILY.fullmatch(name))


def _is_closed(selector: str) -> bool:
    pairs = all(selector.count(left) == selector.count(right) for left, right in ("()", "[]"))
    return pairs and selector.count('"') % 2 == 0


def _hides(name: str, value: str) -> bool:
    if name in {"font-size", "font", "line-height"}:
        return any(_TINY.fullmatch(part) for part in re.split(r"[\s/!]+", value))
    if name == "color":
        return bool(_FAINT.search(value))
    # What is pushed out of sight, or over something else.
    return name.startswith(("margin", "letter-spacing", "word-spacing")) and bool(_NEGATIVE.search(value))


def _is_safe(value: str) -> bool:
    if not _VALUE.fullmatch(value) or value.count("(") != value.count(")"):
        return False
    if value.count('"') % 2 or value.count("'") % 2 or "/*" in value or "*/" in value:
        return False
    return all(name.lower() in _FUNCTIONS for name in _FUNCTION.findall(value))


def _hard_to_read(path: str, rule: Rule) -> Iterator[Problem]:
    """A rule that sets both colours is measured; where it sets one, the other is the theme's and may be any."""
    given = dict(rule.declarations)
    text = _colour(given.get("color", ""))
    ground = _colour(given.get("background-color", "") or given.get("background", ""))
    if text and ground and contrast(text, ground) < TEXT_RATIO:
        ratio = int(contrast(text, ground) * 100) / 100
        where = excerpt(", ".join(rule.selectors))
        yield Problem(path, "low_contrast", {"ratio": ratio, "needed": TEXT_RATIO, "text": where})


def _colour(value: str) -> str:
    value = value.replace("!important", "").strip()
    if not _HEX.fullmatch(value):
        return ""
    digits = value[1:]
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def _written(rule: Rule) -> str:
    selectors = ",".join(_below_root(selector) for selector in rule.selectors)
    body = ";".join(f"{name}:{value}" for name, value in rule.declarations)
    text = f"{selectors}{{{body}}}\n"
    return f"@media {rule.media}{{{text}}}\n" if rule.media else text


def _below_root(selector: str) -> str:
    return selector if re.match(r"\.survey(?![\w-])", selector) else f"{ROOT} {selector}"
