from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cem.ui.catalogue import checks, sheets, store
from cem.ui.catalogue.extraction import find_messages

LOCALE = "zh_Hans"


class Command(BaseCommand):
    help = "Brings the Chinese catalogue up to date with the source; or checks, compiles, imports, exports it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--check", action="store_true", help="fail if a text is untranslated, fuzzy, unused or misplaced"
        )
        what.add_argument("--compile", action="store_true", help="write the MO file that the pages read")
        what.add_argument("--export", type=Path, metavar="FILE", help="write a table (.tsv or .csv) for a translator")
        what.add_argument(
            "--merge", type=Path, metavar="FILE", nargs="+", help="take in tables: text, translation, optional context"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.path = Path(settings.LOCALE_PATHS[0]) / LOCALE / "LC_MESSAGES" / "django.po"
        if options["check"]:
            self._check()
        elif options["compile"]:
            store.compile_catalog(self.path, locale=LOCALE)
        elif options["export"]:
            count = sheets.export(store.read(self.path, locale=LOCALE), options["export"])
            self.stdout.write(f"{count} texts written to {options['export']}")
        else:
            self._update(options["merge"] or [])

    def _check(self) -> None:
        catalog = store.read(self.path, locale=LOCALE)
        lines = checks.problems(catalog, find_messages(settings.BASE_DIR))
        if lines:
            raise CommandError("\n".join([*lines, f"{len(lines)} problems; `make messages` brings new texts in"]))
        self.stdout.write(f"{len(store.entries(catalog))} texts, all translated")

    def _update(self, sheets_given: list[Path]) -> None:
        catalog = store.update(store.read(self.path, locale=LOCALE), find_messages(settings.BASE_DIR), locale=LOCALE)
        for sheet in sheets_given:
            merged = sheets.merge(catalog, sheet)
            self.stdout.write(f"{sheet}: {merged.changed} translations taken in")
            for text in merged.unknown:
                self.stdout.write(f"{sheet}: not a text of the source: {text!r}")
        store.write(self.path, catalog, locale=LOCALE)
        entries = store.entries(catalog)
        missing = sum(not all(store.as_list(entry.string or "")) for entry in entries)
        self.stdout.write(f"{len(entries)} texts, {missing} without translation")
