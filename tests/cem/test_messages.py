"""Message catalogues: what is found in the source, what is kept, what is refused, and what a translator gets."""

import gettext
from pathlib import Path

import pytest
from babel.messages import Catalog
from django.core.management import CommandError, call_command

from cem.ui.catalogue import checks, sheets, store
from cem.ui.catalogue.extraction import find_messages, placeholders

LOCALE = "zh_Hans"

VIEWS = """\
from django.utils.translation import gettext as _, ngettext, pgettext

def view(count):
    # Translators: stands on a button.
    _("Save")
    _("%(name)s was saved") % {"name": "x"}
    ngettext("%(n)s row", "%(n)s rows", count)
    pgettext("verb", "Open")
    _("Save")
    not_marked("Hidden")
"""
PAGE = """\
{% load i18n %}
<h1 title="{% translate "Title's text" %}">{{ value|default:_("Nothing yet") }}</h1>
  <p>{% blocktranslate trimmed with name=user.name %}
    Hello {{ name }},
    welcome.
  {% endblocktranslate %}</p>
{% blocktranslate trimmed count n=rows %}{{ n }} answer{% plural %}{{ n }} answers{% endblocktranslate %}
{% translate "Open" context "adjective" %} It's (not marked
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "views.py").write_text(VIEWS)
    (tmp_path / "shop" / "page.html").write_text(PAGE)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_views.py").write_text('_("Only a test")')
    return tmp_path


@pytest.fixture
def project(source: Path, settings) -> Path:
    settings.BASE_DIR = source
    settings.LOCALE_PATHS = [source / "locale"]
    return source / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


TRANSLATIONS = {
    "Save": "保存",
    "%(name)s was saved": "已保存 %(name)s",
    "%(n)s row": "%(n)s 行",
    "%(n)s answer": "%(n)s 个答复",
    "Title's text": "标题",
    "Nothing yet": "暂无",
    "Hello %(name)s, welcome.": "%(name)s，欢迎。",
}


def _translated(project: Path) -> None:
    rows = [f"{text}\t{translation}" for text, translation in TRANSLATIONS.items()]
    rows += ["Open\t打开\tverb", "Open\t开放\tadjective"]
    sheet = project.parents[3] / "sheet.tsv"
    sheet.write_text("\n".join(rows) + "\n")
    call_command("messages", merge=[sheet])


def test_find_messages_reads_python_and_templates_and_no_tests(source: Path):
    found = [(message.path, message.context, message.singular, message.plural) for message in find_messages(source)]
    assert found == [
        ("shop/page.html", None, "Title's text", None),
        ("shop/page.html", None, "Nothing yet", None),
        ("shop/page.html", None, "Hello %(name)s, welcome.", None),
        ("shop/page.html", None, "%(n)s answer", "%(n)s answers"),
        ("shop/page.html", "adjective", "Open", None),
        ("shop/views.py", None, "Save", None),
        ("shop/views.py", None, "%(name)s was saved", None),
        ("shop/views.py", None, "%(n)s row", "%(n)s rows"),
        ("shop/views.py", "verb", "Open", None),
        ("shop/views.py", None, "Save", None),
    ]


def test_update_writes_a_sorted_file_without_lines_and_dates(project: Path, capsys: pytest.CaptureFixture[str]):
    call_command("messages")
    text = project.read_text()
    assert capsys.readouterr().out == "9 texts, 9 without translation\n"
    assert text.startswith("# Chinese (Simplified) translation of CEM.\n")
    assert '#. stands on a button.\n#: shop/views.py\nmsgid "Save"\nmsgstr ""\n' in text
    assert "Date" not in text
    ids = [line for line in text.splitlines() if line.startswith("msgid ")]
    assert ids == sorted(ids)


def test_update_a_second_time_changes_nothing_and_keeps_translations(project: Path):
    _translated(project)
    before = project.read_text()
    assert 'msgstr "已保存 %(name)s"' in before
    assert 'msgstr[0] "%(n)s 行"' in before
    call_command("messages")
    assert project.read_text() == before


def test_update_drops_a_text_that_is_gone(project: Path, source: Path):
    _translated(project)
    (source / "shop" / "views.py").write_text("")
    call_command("messages")
    assert "已保存" not in project.read_text()
    assert "标题" in project.read_text()


def test_check_is_content_with_a_complete_catalogue(project: Path, capsys: pytest.CaptureFixture[str]):
    _translated(project)
    capsys.readouterr()
    call_command("messages", check=True)
    assert capsys.readouterr().out == "9 texts, all translated\n"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('msgstr "保存"', 'msgstr ""', "shop/views.py: untranslated: 'Save'"),
        ("#. stands", "#, fuzzy\n#. stands", "shop/views.py: uncertain (fuzzy): 'Save'"),
        ("已保存 %(name)s", "已保存 %(nane)s", "placeholders differ: '%(name)s was saved' -> '已保存 %(nane)s'"),
        ('msgid "Nothing yet"', 'msgid "Something else"', "no longer used: 'Something else'"),
    ],
)
def test_check_names_what_is_wrong(project: Path, old: str, new: str, problem: str):
    _translated(project)
    text = project.read_text()
    assert old in text
    project.write_text(text.replace(old, new))
    with pytest.raises(CommandError) as refused:
        call_command("messages", check=True)
    assert problem in str(refused.value)


def test_compile_writes_what_gettext_reads(project: Path):
    _translated(project)
    call_command("messages", compile=True)
    with project.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.gettext("Save") == "保存"
    assert compiled.ngettext("%(n)s row", "%(n)s rows", 5) == "%(n)s 行"
    assert compiled.pgettext("verb", "Open") == "打开"
    assert compiled.pgettext("adjective", "Open") == "开放"


@pytest.mark.parametrize("suffix", [".tsv", ".csv"])
def test_exported_table_comes_back_unchanged(project: Path, tmp_path: Path, suffix: str):
    _translated(project)
    table = tmp_path / f"table{suffix}"
    call_command("messages", export=table)
    before = project.read_text()
    project.unlink()
    call_command("messages", merge=[table])
    assert project.read_text() == before


def test_merge_names_texts_that_the_source_does_not_have(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    sheet = tmp_path / "sheet.tsv"
    sheet.write_text("Save\t保存\nSafe\t保险柜\nNothing yet\t\n")
    call_command("messages", merge=[sheet])
    assert capsys.readouterr().out == (
        f"{sheet}: 1 translations taken in\n{sheet}: not a text of the source: 'Safe'\n9 texts, 8 without translation\n"
    )


def test_sheet_keeps_line_breaks_tabs_and_backslashes(tmp_path: Path):
    catalog = Catalog(locale=LOCALE)
    catalog.add("first\nsecond\tthird \\n", "一\n二\t三 \\n")
    sheet = tmp_path / "sheet.tsv"
    sheets.export(catalog, sheet)
    assert sheet.read_text() == "first\\nsecond\\tthird \\\\n\t一\\n二\\t三 \\\\n\n"
    empty = Catalog(locale=LOCALE)
    empty.add("first\nsecond\tthird \\n")
    assert sheets.merge(empty, sheet).changed == 1
    assert [entry.string for entry in store.entries(empty)] == ["一\n二\t三 \\n"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("%(name)s of %(all)d", ["%(all)d", "%(name)s"]),
        ("{name} has {count:d}", ["{count:d}", "{name}"]),
        ("100% sure, 5 %", []),
        ("%s and %s", ["%s", "%s"]),
    ],
)
def test_placeholders_are_found(text: str, expected: list[str]):
    assert placeholders(text) == expected


def test_plural_may_leave_out_the_number_of_the_singular(project: Path, source: Path):
    (source / "shop" / "page.html").unlink()
    (source / "shop" / "views.py").write_text('ngettext("One row", "%(n)s rows", count)')
    call_command("messages")
    catalog = store.read(project, locale=LOCALE)
    for entry in store.entries(catalog):
        entry.string = ("%(n)s 行",)
    assert checks.problems(catalog, find_messages(source)) == []
