"""The script of the respondent's page: one file with the modules that a survey needs, and none that it does not.

The modules under static/respondent/ are what people read and tests load; a browser on a poor network had to ask for two
dozen of them, one after the other as each names the next. Here they become one text: each module a function that gives
what it exports, in the order in which they need each other. No tool is needed, and nothing is written to disk.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from surveys.domain.definition import Definition
from surveys.domain.questions import QUESTION_TYPES
from surveys.views.lean_script import lean

_FOLDER = Path(settings.BASE_DIR) / "static" / "respondent"
_SHAPES = "shapes.js"
FOR_EVER = "public, max-age=31536000, immutable"
# Types that need no script to be answered, but are better with some.
_PLEASANT = {"constant_sum": "sum", "matrix_slider": "slider"}
# Modules that not every survey has a use for, with the one function that others take of them.
_EXTRAS = {"patterns.js": "compilePattern", "trajectory.js": "start"}

_IMPORT = re.compile(r'^import\s+([^"\';]+?)\s+from\s+["\'](\.{1,2}/[^"\']+)["\'];[ \t]*$', re.MULTILINE)
_EXPORT = re.compile(r"^export\s+(async function|function|const|class)\s+(\w+)", re.MULTILINE)
_EXPORT_DEFAULT = re.compile(r"^export default\s+", re.MULTILINE)
_EXPORT_LIST = re.compile(r"^export\s*\{([^}]*)\};[ \t]*$", re.MULTILINE)
_DEFAULT_IMPORT = re.compile(r"^(\w+)\s*(?:,\s*)?")
_SHAPE = re.compile(r"(\w+)(?::\s*(\w+))?")


@dataclass(frozen=True)
class Needs:
    """What a survey needs: names of shapes, and (type, module of types/) of what makes some of them pleasant."""

    shapes: tuple[str, ...]
    behaviours: tuple[tuple[str, str], ...]
    extras: frozenset[str] = frozenset(_EXTRAS)


def script_address(definition: Definition) -> str:
    """Where the script for a survey is; the address changes with its text."""
    names = _names(definition)
    return reverse("respondent:script", args=[_short(names), _mark(_script(names))])


@require_safe
def script(request: HttpRequest, types: str, mark: str) -> HttpResponse:
    names = _long(types)
    if names is None:
        raise Http404
    text = _script(names)
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    # An address of before the last change still gets the script of today, which must not be kept under it.
    response["Cache-Control"] = FOR_EVER if mark == _mark(text) else "no-store"
    return response


def _names(definition: Definition) -> tuple[str, ...]:
    """The types of a survey, and the extras that it has a use for."""
    written = repr(definition)
    has_patterns = "'pattern'" in written or "'matches'" in written
    extras = {"patterns.js": has_patterns, "trajectory.js": definition.settings.trajectory}
    types = {question.type for question in definition.questions}
    return tuple(sorted(types | {name for name, is_used in extras.items() if is_used}))


def needs_of(names: Iterable[str]) -> Needs:
    kinds = [QUESTION_TYPES[name] for name in names if name in QUESTION_TYPES]
    behaviours = [(kind.name, _PLEASANT.get(kind.name) or kind.behaviour) for kind in kinds]
    return Needs(
        shapes=tuple(sorted({kind.shape for kind in kinds})),
        behaviours=tuple((name, module) for name, module in sorted(behaviours) if module),
        extras=frozenset(name for name in names if name in _EXTRAS),
    )


def _order() -> list[str]:
    return sorted([*QUESTION_TYPES, *_EXTRAS])


def _short(names: tuple[str, ...]) -> str:
    """A bit for each name by its place in the order, in hexadecimal: an address need not spell out thirty names."""
    return f"{sum(1 << at for at, name in enumerate(_order()) if name in names):x}"


def _long(bits: str) -> tuple[str, ...] | None:
    order = _order()
    if not re.fullmatch(r"[0-9a-f]{1,16}", bits) or int(bits, 16) >= 1 << len(order):
        return None
    return tuple(name for at, name in enumerate(order) if int(bits, 16) >> at & 1)


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


if settings.DEBUG:

    def _script(types: tuple[str, ...]) -> str:
        return bundle(needs_of(types))
else:

    @lru_cache(maxsize=256)
    def _script(types: tuple[str, ...]) -> str:
        return bundle(needs_of(types))


def bundle(needs: Needs) -> str:
    """One module that holds all others, and starts the page."""
    modules = modules_of(needs)
    names = _module_names()
    parts = [_lean_function(path, source) for path, source in modules.items()]
    found = ", ".join(f"{name}: {names[f'types/{module}.js']}.enhance" for name, module in needs.behaviours)
    return "".join([*parts, f"{names['respondent.js']}.start({{{found}}});\n"])


def modules_of(needs: Needs) -> dict[str, str]:
    """The modules of a bundle by path, with their text, those first that others need."""
    modules: dict[str, str] = {}
    entries = ["respondent.js", *(f"types/{module}.js" for _name, module in needs.behaviours)]
    for entry in dict.fromkeys(entries):
        _gather(entry, needs, modules)
    return modules


@cache
def _module_names() -> dict[str, str]:
    """A short name for each module, the same in every bundle."""
    paths = sorted(path.relative_to(_FOLDER).as_posix() for path in _FOLDER.rglob("*.js"))
    return {path: f"m{at}" for at, path in enumerate(paths)}


@lru_cache(maxsize=512)
def _lean_function(path: str, source: str) -> str:
    names = _module_names()
    return lean(_as_function(path, source, names), keep=frozenset(names.values()))


def _gather(path: str, needs: Needs, modules: dict[str, str]) -> None:
    """The module and all it imports, those first that others need."""
    if path in modules:
        return
    source = (_FOLDER / path).read_text(encoding="utf-8")
    source = _only_needed_shapes(source, needs) if path == _SHAPES else source
    if path in _EXTRAS and path not in needs.extras:
        source = f"export function {_EXTRAS[path]}() {{}}\n"
    for _names, imported in _IMPORT.findall(source):
        _gather(_joined(path, imported), needs, modules)
    modules[path] = source


def _only_needed_shapes(source: str, needs: Needs) -> str:
    """The registry of shapes without those that no question of the survey has."""
    head, body = source.split("export default {", 1)
    entries = {shape: local or shape for shape, local in _SHAPE.findall(body.split("}", 1)[0])}
    kept = {shape: entries[shape] for shape in needs.shapes if shape in entries}
    lines = [
        found[0]
        for found in _IMPORT.finditer(head)
        if {local for _name, local in _pairs(found[1])} & set(kept.values())
    ]
    listed = ", ".join(f"{shape}: {local}" for shape, local in kept.items())
    return "\n".join([*lines, f"export default {{ {listed} }};", ""])


def _as_function(path: str, source: str, names: Mapping[str, str]) -> str:
    exported: dict[str, str] = {}

    def imports(found: re.Match[str]) -> str:
        module = names[_joined(path, found[2])]
        if found[1].startswith("*"):
            return f"const {found[1].split()[-1]} = {module};"
        pairs = ", ".join(name if name == local else f"{name}: {local}" for name, local in _pairs(found[1]))
        return f"const {{ {pairs} }} = {module};"

    def declared(found: re.Match[str]) -> str:
        exported[found[2]] = found[2]
        return f"{found[1]} {found[2]}"

    def listed(found: re.Match[str]) -> str:
        exported.update({name: local for local, name in _pairs(f"{{{found[1]}}}")})
        return ""

    body = _IMPORT.sub(imports, source)
    body = _EXPORT.sub(declared, body)
    body = _EXPORT_LIST.sub(listed, body)
    body, count = _EXPORT_DEFAULT.subn("const standard = ", body)
    if count:
        exported["default"] = "standard"
    if re.search(r"^(?:export|import)\b", body, re.MULTILINE):
        raise ValueError(f"{path} exports or imports in a way that the bundle does not know")
    body = body.replace("import.meta.url", f'new URL("{static(f"respondent/{path}")}", location.href).href')
    gives = ", ".join(name if name == local else f"{name}: {local}" for name, local in exported.items())
    return f"const {names[path]} = (() => {{\n{body}\nreturn {{ {gives} }};\n}})();\n"


def _pairs(specifiers: str) -> list[tuple[str, str]]:
    """(exported name, local name) of what stands in an import or export."""
    found = []
    braces = specifiers.partition("{")
    outside = braces[0] if braces[1] else specifiers if "," not in specifiers and " as " not in specifiers else ""
    inside = braces[2].partition("}")[0] if braces[1] else "" if outside else specifiers
    default = _DEFAULT_IMPORT.match(outside.strip())
    if default:
        found.append(("default", default[1]))
    for piece in inside.split(","):
        name, _as, local = piece.strip().partition(" as ")
        if name:
            found.append((name.strip(), (local or name).strip()))
    return found


def _joined(path: str, name: str) -> str:
    parts = list(PurePosixPath(path).parent.parts)
    for part in PurePosixPath(name).parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
