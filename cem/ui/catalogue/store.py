"""Reads and writes a catalogue.

The file is sorted and holds no line numbers or dates, so that a diff shows texts only.
"""

import io
from pathlib import Path

from babel.messages import Catalog
from babel.messages import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from cem.ui.catalogue.extraction import Message

HEADER = """\
# {name} translation of CEM.
msgid ""
msgstr ""
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
WIDTH = 110


def read(path: Path, *, locale: str) -> Catalog:
    """The catalogue of a file; an empty one if there is no file."""
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def write(path: Path, catalog: Catalog, *, locale: str) -> None:
    body = io.BytesIO()
    write_po(body, catalog, width=WIDTH, omit_header=True, sort_output=True, include_lineno=False, ignore_obsolete=True)
    name = catalog.locale.english_name if catalog.locale else locale
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(HEADER.format(name=name, locale=locale).encode() + body.getvalue().lstrip(b"\n"))


def update(catalog: Catalog, found: list[Message], *, locale: str) -> Catalog:
    """A catalogue of exactly the texts found, with the translations that were there."""
    fresh = Catalog(locale=locale)
    known = {(entry.context, singular(entry)): entry for entry in entries(catalog)}
    for message in found:
        text = (message.singular, message.plural) if message.plural else message.singular
        old = known.get(message.key)
        kept = as_list(old.string) if old is not None else []
        string = (tuple(kept[:1]) or ("",)) if message.plural else (kept[0] if kept else "")
        fresh.add(
            text,
            string,
            locations=[(message.path, 0)],
            flags=_flags(message) | ({"fuzzy"} if old is not None and old.fuzzy else set()),
            auto_comments=message.comments,
            context=message.context,
        )
    return fresh


def compile_catalog(path: Path, *, locale: str) -> Path:
    """Write the MO file that Django reads, beside the PO file."""
    target = path.with_suffix(".mo")
    draft = path.with_suffix(".mo.new")
    with draft.open("wb") as file:
        write_mo(file, read(path, locale=locale))
    draft.replace(target)
    return target


def entries(catalog: Catalog) -> list[Entry]:
    """The texts of a catalogue, without its header."""
    return [entry for entry in catalog if entry.id]


def singular(entry: Entry) -> str:
    return entry.id if isinstance(entry.id, str) else entry.id[0]


def as_list(string: str | tuple[str, ...] | list[str]) -> list[str]:
    return [string] if isinstance(string, str) else list(string)


def _flags(message: Message) -> set[str]:
    return {"python-format"} if "%(" in message.singular or "%s" in message.singular else set()
