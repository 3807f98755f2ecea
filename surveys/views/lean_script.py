"""Makes JavaScript short without changing what it does: no comments, no needless space, short names for variables.

Every variable of a name gets the same new name wherever it stands. So scopes stay as they are and need not be known;
what must be known is only which words are variables and which are names of properties. Names that browsers have for
things of their own keep theirs, as does whatever is declared nowhere in the text.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Literal

Kind = Literal["word", "mark", "string", "template", "regex", "number"]
Braces = Literal["block", "object", "class", "hole"]

_KEYWORDS = frozenset(
    (
        "as", "async", "await", "break", "case", "catch", "class", "const", "constructor", "continue", "debugger",
        "default", "delete", "do", "else", "export", "extends", "false", "finally", "for", "from", "function", "get",
        "if", "import", "in", "instanceof", "let", "new", "null", "of", "return", "set", "static", "super", "switch",
        "this", "throw", "true", "try", "typeof", "undefined", "var", "void", "while", "yield",
    )
)  # fmt: skip
# Variables of ours that share their name with something of the browser's: told apart they could not be.
GLOBALS = frozenset(
    (
        "Array", "Blob", "Boolean", "CSS", "CompressionStream", "CustomEvent", "Date", "Error", "Event", "File",
        "FormData", "Infinity", "Int32Array", "IntersectionObserver", "JSON", "Map", "Math", "MutationObserver", "NaN",
        "Number", "Object", "Option", "Promise", "Proxy", "RegExp", "Response", "Set", "String", "Symbol", "Uint8Array",
        "URL", "URLSearchParams", "WeakMap", "WeakSet", "XMLHttpRequest", "addEventListener", "arguments", "atob",
        "blur", "btoa", "clearInterval", "clearTimeout", "close", "closed", "confirm", "crypto", "decodeURIComponent",
        "devicePixelRatio", "dispatchEvent", "document", "encodeURIComponent", "escape", "eval", "event", "external",
        "fetch", "find", "focus", "frames", "getComputedStyle", "getSelection", "history", "indexedDB", "innerHeight",
        "innerWidth", "isFinite", "isNaN", "length", "localStorage", "location", "matchMedia", "moveBy", "moveTo",
        "name", "navigator", "open", "opener", "origin", "outerHeight", "parent", "parseFloat", "parseInt",
        "performance", "postMessage", "print", "prompt", "queueMicrotask", "removeEventListener",
        "requestAnimationFrame", "screen", "scroll", "scrollBy", "scrollTo", "scrollX", "scrollY", "self",
        "sessionStorage", "setInterval", "setTimeout", "status", "stop", "structuredClone", "toolbar", "top",
        "unescape", "window",
    )
)  # fmt: skip
_TOKEN = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*|/\*.*?\*/)
  | (?P<word>[A-Za-z_$][\w$]*)
  | (?P<number>0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<mark>=>|\.\.\.|[=!]==|\*\*=?|&&|\|\||>>>=?|<<=?|>>=?|[-+*/%&|^<>=!]=|\+\+|--|[{}()\[\];,<>+\-*/%&|^!~?:=.])
    """,
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
# After these words and marks a slash begins a regular expression.
_BEFORE_REGEX = frozenset(("return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do"))
_VALUE_ENDS = frozenset((")", "]", "}"))
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$"


@dataclass
class _Token:
    kind: Kind
    text: str
    # Whether a line ended before it, which may end a statement.
    has_break: bool = False
    # Of a word: "property", "short" for the name and value in one of an object, "" for a variable.
    role: str = ""


def lean(source: str, keep: frozenset[str] = frozenset()) -> str:
    """The same script, shorter. Names in `keep` stay. Raises ValueError for what it does not know how to read."""
    tokens = list(_tokens(source))
    _give_roles(tokens)
    names = _short_names(tokens, keep)
    return _joined(tokens, names)


def variables(source: str) -> set[str]:
    """The variables that would get new names."""
    tokens = list(_tokens(source))
    _give_roles(tokens)
    return set(_short_names(tokens, frozenset()))


def _tokens(source: str) -> Iterator[_Token]:
    at, has_break, depths = 0, False, [0]
    before: _Token | None = None
    while at < len(source):
        if source[at] == "`" or (source[at] == "}" and depths[-1] == 0 and len(depths) > 1):
            if source[at] == "}":
                depths.pop()
            end, opens = _template_end(source, at + 1)
            before = _Token("template", source[at:end], has_break)
            if opens:
                depths.append(0)
        elif source[at] == "/" and source[at + 1] not in "/*" and _begins_regex(before):
            found = _REGEX.match(source, at)
            if found is None:
                raise ValueError(f"no regular expression: {source[at : at + 40]!r}")
            before, end = _Token("regex", found[0], has_break), found.end()
        else:
            found = _TOKEN.match(source, at)
            if found is None:
                raise ValueError(f"cannot be read: {source[at : at + 40]!r}")
            end = found.end()
            if found.lastgroup == "space":
                has_break = has_break or "\n" in found[0]
                at = end
                continue
            depths[-1] += {"{": 1, "}": -1}.get(found[0], 0)
            before = _Token(found.lastgroup, found[0], has_break)  # type: ignore[arg-type]  # one of the groups
        yield before
        at, has_break = end, False


def _template_end(source: str, at: int) -> tuple[int, bool]:
    """Where a piece of a template ends, and whether it ends with the opening of an expression."""
    while at < len(source):
        if source[at] == "\\":
            at += 2
        elif source[at] == "`":
            return at + 1, False
        elif source.startswith("${", at):
            return at + 2, True
        else:
            at += 1
    raise ValueError("a template has no end")


def _begins_regex(before: _Token | None) -> bool:
    if before is None:
        return True
    if before.kind == "word":
        return before.text in _BEFORE_REGEX
    return before.kind == "mark" and before.text not in _VALUE_ENDS


def _give_roles(tokens: list[_Token]) -> None:
    braces: list[Braces | str] = []
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.kind == "template":
            if token.text[0] == "}":
                braces.pop()
            if token.text.endswith("${"):
                braces.append("hole")
        elif token.kind == "mark" and token.text in "{([":
            braces.append(_braces(tokens, at) if token.text == "{" else token.text)
        elif token.kind == "mark" and token.text in "})]":
            braces.pop()
        elif token.kind == "word":
            token.role = _role(token, before, after, braces[-1] if braces else "block")


def _braces(tokens: list[_Token], at: int) -> Braces:
    """What a brace opens: an object or pattern stands where a value may, a block where a statement may."""
    if at == 0:
        return "block"
    before = tokens[at - 1]
    if before.kind == "word":
        if before.text in {"return", "const", "let", "var", "typeof", "in", "of", "default", "await", "yield"}:
            return "object"
        head = [token.text for token in tokens[max(0, at - 4) : at]]
        return "class" if "class" in head else "block"
    if before.kind == "template":
        return "object" if before.text.endswith("${") else "block"
    if before.kind == "mark" and before.text not in {")", "=>", ";", "{", "}"}:
        return "object"
    return "block"


def _role(token: _Token, before: _Token | None, after: _Token | None, inside: str) -> str:
    last = before.text if before and before.kind in {"mark", "word"} else ""
    following = after.text if after and after.kind == "mark" else ""
    if last == ".":
        return "property"
    if inside == "class" and following == "(":
        return "property"
    if inside == "object":
        if following == ":" and last in {"{", ","}:
            return "property"
        if following == "(" and last in {"{", ",", "get", "set", "async", "*"}:
            return "property"
        if following in {",", "}", "="} and last in {"{", ","}:
            return "short"
    return ""


def _short_names(tokens: list[_Token], keep: frozenset[str]) -> dict[str, str]:
    """New names for the variables that are declared in the text, the shortest for the most frequent."""
    words = [token for token in tokens if token.kind == "word"]
    declared = _declared(tokens) - keep
    uses = Counter(word.text for word in words if word.role != "property" and word.text in declared)
    taken = _KEYWORDS | GLOBALS | {word.text for word in words}
    fresh = (name for name in _names() if name not in taken)
    return {name: next(fresh) for name, _times in uses.most_common() if len(name) > 1}


def _declared(tokens: list[_Token]) -> set[str]:
    """Words that some declaration, parameter or pattern names; a word that is also the browser's is not among them."""
    found: set[str] = set()
    for at, token in enumerate(tokens):
        if token.kind != "word" or token.role == "property" or token.text in _KEYWORDS or token.text in GLOBALS:
            continue
        before, after = tokens[at - 1] if at else None, tokens[at + 1] if at + 1 < len(tokens) else None
        last = before.text if before else ""
        if last in {"const", "let", "var", "function", "class", "catch"} or (after and after.text == "=>"):
            found.add(token.text)
    return found | _bound(tokens)


def _bound(tokens: list[_Token]) -> set[str]:
    """Words inside the parentheses of parameters, and inside the patterns and lists of declarations."""
    found: set[str] = set()
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.kind != "mark":
            if token.kind == "word" and token.text in {"const", "let", "var"}:
                found |= _declaration(tokens, at + 1)
            continue
        if token.text == "(":
            opened.append(at)
        elif token.text == ")":
            start = opened.pop()
            after = tokens[at + 1].text if at + 1 < len(tokens) else ""
            before = tokens[start - 1] if start else None
            is_call = before is not None and before.kind == "word" and before.text in {"if", "for", "while", "switch"}
            if after == "=>" or (after == "{" and not is_call):
                found |= _words(tokens, start + 1, at)
    return found


def _declaration(tokens: list[_Token], at: int) -> set[str]:
    """The words that a declaration binds: up to its semicolon, or the `of` or `in` of a loop."""
    found: set[str] = set()
    depth, is_target, pattern = 0, True, -1
    for place in range(at, len(tokens)):
        token, text = tokens[place], tokens[place].text
        if depth == 0 and (text == ";" or (token.kind == "word" and text in {"of", "in"})):
            break
        if is_target and depth == 0:
            is_target = False
            if token.kind == "word":
                found |= _words(tokens, place, place + 1)
            else:
                pattern = place
        if token.kind == "template":
            depth += text.endswith("${") - (text[0] == "}")
        elif token.kind == "mark":
            depth += (text in "([{") - (text in ")]}")
            if depth < 0:
                break
            if depth == 0 and pattern >= 0 and text in "]}":
                found |= _words(tokens, pattern, place)
                pattern = -1
            is_target = is_target or (depth == 0 and text == ",")
    return found


def _words(tokens: list[_Token], start: int, end: int) -> set[str]:
    """The words among these that may be variables."""
    return {
        token.text
        for token in tokens[start:end]
        if token.kind == "word" and token.role != "property" and token.text not in _KEYWORDS | GLOBALS
    }


def _names() -> Iterator[str]:
    for number in count():
        name, rest = "", number
        while True:
            name = _LETTERS[rest % len(_LETTERS)] + name
            rest = rest // len(_LETTERS) - 1
            if rest < 0:
                break
        yield name


def _joined(tokens: list[_Token], names: dict[str, str]) -> str:
    parts: list[str] = []
    last = ""
    for token in tokens:
        text = token.text
        if token.kind == "word" and token.role != "property" and text in names:
            text = f"{text}:{names[text]}" if token.role == "short" else names[text]
        if parts and _needs_space(last, text):
            parts.append("\n" if token.has_break else " ")
        elif token.has_break and parts and last[-1] not in ";{}(,[=:?&|" and text[0] not in "})],;.?:&|=":
            parts.append("\n")
        parts.append(text)
        last = text
    return "".join(parts) + "\n"


def _needs_space(last: str, text: str) -> bool:
    a, b = last[-1], text[0]
    if (a.isalnum() or a in "_$") and (b.isalnum() or b in "_$"):
        return True
    # "a + +b" and "a - -b"; a slash after a slash would be a comment.
    return (a == b and a in "+-/") or (a == "." and b.isdigit()) or (a.isdigit() and b == ".")
