"""What a pattern may be made of, and how it is read.

    abc .  [a-z0-9_]  [^,]        characters; a dot is any but the end of a line
    \\d \\D  \\w \\W  \\s \\S          digit, letter or digit or _, blank, and their opposites: ASCII, and all blanks
    \\p{Han} \\P{Han}               a Chinese character, and its opposite: the ranges of HAN below
    \\. \\n \\t \\r \\u4e2d \\u{1F600}  a mark taken as itself, line feed, tab, return, a code point
    (...) (?:...)  a|b            groups, alternatives
    * + ? {2} {2,} {2,5}          repetition
    ^ $                           start and end, which are meant anyway

Everything else is refused: captures by number, looking ahead or behind, flags, reluctant and possessive repetition.
"""

from typing import Any

Ranges = tuple[tuple[int, int], ...]
# ("all", nodes) one after the other, ("any", nodes) one of them, ("repeat", node, least, most or None),
# ("read", ranges or "^" or "$").
Node = tuple[Any, ...]

LONGEST = 1000
DEEPEST = 20
MOST_TIMES = 1000
LAST = 0x10FFFF
DIGITS: Ranges = ((0x30, 0x39),)
WORDS: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
BLANKS: Ranges = (
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
)
# Ideographs of all planes and their compatibility forms, radicals, 々, 〇 and the old numerals.
HAN: Ranges = (
    (0x2E80, 0x2FD5),
    (0x3005, 0x3005),
    (0x3007, 0x3007),
    (0x3021, 0x3029),
    (0x3038, 0x303B),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
LINE_ENDS: Ranges = ((0x0A, 0x0A), (0x0D, 0x0D))
CONTROLS = {"n": 0x0A, "r": 0x0D, "t": 0x09}
SETS = {"d": DIGITS, "w": WORDS, "s": BLANKS}
ALONE = "*+?{}[]()|\\"


class PatternError(ValueError):
    """What is wrong, and at which character."""

    def __init__(self, code: str, position: int) -> None:
        super().__init__(f"{code} at {position}")
        self.code = code
        self.position = position


def others(ranges: Ranges) -> Ranges:
    """All code points but these."""
    left, found = 0, []
    for low, high in sorted(ranges):
        if low > left:
            found.append((left, low - 1))
        left = max(left, high + 1)
    if left <= LAST:
        found.append((left, LAST))
    return tuple(found)


def parse(source: str) -> Node:
    if not isinstance(source, str):
        raise PatternError("pattern_not_text", 0)
    if len(source) > LONGEST:
        raise PatternError("pattern_too_large", LONGEST)
    reader = _Reader(source)
    node = reader.alternatives(0)
    if reader.here():
        raise reader.error("pattern_unfinished")
    return node


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0

    def here(self, length: int = 1) -> str:
        return self.source[self.position : self.position + length]

    def take(self) -> str:
        mark = self.here()
        if not mark:
            raise self.error("pattern_unfinished")
        self.position += 1
        return mark

    def skip(self, mark: str) -> bool:
        found = self.here(len(mark)) == mark
        if found:
            self.position += len(mark)
        return found

    def error(self, code: str = "pattern_not_allowed") -> PatternError:
        return PatternError(code, self.position)

    def alternatives(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise self.error("pattern_too_large")
        ways = [self.sequence(depth)]
        while self.skip("|"):
            ways.append(self.sequence(depth))
        return ("any", ways)

    def sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while self.here() and self.here() not in "|)":
            parts.append(self.repeated(depth))
        return ("all", parts)

    def repeated(self, depth: int) -> Node:
        if self.here() in "^$":
            return ("read", self.take())
        node = self.atom(depth)
        times = self.times()
        if times is None:
            return node
        if self.here() in ("*", "+", "?", "{"):
            raise self.error()
        return ("repeat", node, *times)

    def times(self) -> tuple[int, int | None] | None:
        if self.skip("*"):
            return (0, None)
        if self.skip("+"):
            return (1, None)
        if self.skip("?"):
            return (0, 1)
        if not self.skip("{"):
            return None
        least = self.count()
        most: int | None = least
        if self.skip(","):
            most = None if self.here() == "}" else self.count()
        if not self.skip("}") or (most is not None and most < least):
            raise self.error()
        return (least, most)

    def count(self) -> int:
        digits = ""
        while self.here() and self.here() in "0123456789":
            digits += self.take()
        if not digits or int(digits) > MOST_TIMES:
            raise self.error()
        return int(digits)

    def atom(self, depth: int) -> Node:
        if self.skip("("):
            if self.here() == "?" and not self.skip("?:"):
                raise self.error()
            node = self.alternatives(depth + 1)
            if not self.skip(")"):
                raise self.error("pattern_unfinished")
            return node
        if self.skip("["):
            return ("read", self.characters())
        if self.skip("."):
            return ("read", others(LINE_ENDS))
        if self.skip("\\"):
            return ("read", self.escape())
        if self.here() in ALONE:
            raise self.error()
        return ("read", ((ord(self.here()), ord(self.take())),))

    def characters(self) -> Ranges:
        is_negated = self.skip("^")
        found: list[tuple[int, int]] = []
        while not self.skip("]"):
            first = self.character()
            if self.here() == "-" and self.here(2) != "-]":
                self.take()
                last = self.character()
                if not (_is_single(first) and _is_single(last)) or last[0][0] < first[0][0]:
                    raise self.error()
                first = ((first[0][0], last[0][0]),)
            found += first
        if not found:
            raise self.error()
        return others(tuple(found)) if is_negated else tuple(found)

    def character(self) -> Ranges:
        if self.skip("\\"):
            return self.escape()
        code = ord(self.take())
        return ((code, code),)

    def escape(self) -> Ranges:
        mark = self.take()
        if mark in "pP":
            if not self.skip("{Han}"):
                raise self.error()
            return HAN if mark == "p" else others(HAN)
        if mark.lower() in SETS:
            return SETS[mark] if mark in SETS else others(SETS[mark.lower()])
        if mark == "u":
            code = self.code_point()
        elif mark in CONTROLS:
            code = CONTROLS[mark]
        elif mark.isascii() and not mark.isalnum():
            code = ord(mark)
        else:
            raise self.error()
        return ((code, code),)

    def code_point(self) -> int:
        if self.skip("{"):
            digits = ""
            while not self.skip("}"):
                digits += self.take()
        else:
            digits = "".join(self.take() for _ in range(4))
        is_hex = digits and len(digits) <= 6 and all(digit in "0123456789abcdefABCDEF" for digit in digits)
        if not is_hex or int(digits, 16) > LAST:
            raise self.error()
        return int(digits, 16)


def _is_single(ranges: Ranges) -> bool:
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]
