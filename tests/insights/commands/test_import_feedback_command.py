import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cem.jobs.models import Job
from insights.models import Feedback, FeedbackUpload
from tests.factories.accounts import World, make_tenant
from tests.factories.feedback import HEADERS, csv_bytes, file_rows, files_below, stored_ids

BASE_DIR = Path(__file__).resolve().parents[3]
ROWS = 20_000
# Twenty thousand rows of 400 characters are 24 MB by themselves; reading row by row holds few of them at a time.
MOST_GROWTH_MIB = 40

MEASURED = """
import resource, sys
def peak():  # KiB
    # Not ru_maxrss where there is better: on Linux a process starts with that of its parent.
    try:
        with open("/proc/self/status") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
import django
django.setup()
from django.core.management import call_command
import openpyxl, insights.management.commands.import_feedback
before = peak()
call_command("import_feedback", *sys.argv[1:])
print("GROWTH", peak() - before)
"""


@pytest.fixture
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def run(path: Path, *more: str) -> None:
    call_command("import_feedback", str(path), "--organization", "ours", "--source", "jd.com", *more)


def write(tmp_path: Path, content: bytes, name: str = "评论.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_command_imports_a_file_and_says_what_came_of_it(world: World, media: Path, tmp_path: Path, capsys):
    rows = [*file_rows(1500), ("r9", "", "2026-01-05", "4", "S1", "甲")]
    run(write(tmp_path, csv_bytes(rows, encoding="gb18030")))

    out = capsys.readouterr().out
    assert "1,501 rows: created 1,500, updated 0, unchanged 0, rejected 1" in out
    assert str(files_below(media)[0]) in out
    assert len(stored_ids(world.ours)) == 1500
    assert stored_ids(world.theirs) == []
    with world.ours.context():
        assert Job.objects.get().status == "succeeded"
        assert FeedbackUpload.objects.count() == 0
    assert [path.parent.name for path in files_below(media)] == ["reports"]


def test_command_takes_columns_kind_and_department(world: World, media: Path, tmp_path: Path):
    content = csv_bytes([("a", "今天排队一小时")], headers=("x", "y"))
    run(write(tmp_path, content), "--map", "text=y", "source_id=x", "--kind", "call", "--department", "S2")
    with world.ours.context():
        row = Feedback.objects.select_related("department").get()
        assert (row.source_id, row.text, row.kind, row.department.name) == ("a", "今天排队一小时", "call", "杭州店")


@pytest.mark.parametrize(
    ("content", "more"),
    [
        (b"", ()),
        (csv_bytes([]), ()),
        (csv_bytes([("1", "2")], headers=("x", "y")), ()),
        (csv_bytes(file_rows(2)), ("--department", "S9")),
        (csv_bytes(file_rows(2)), ("--map", "text=没有")),
        (csv_bytes(file_rows(2)), ("--map", "texts=评论内容")),
        (csv_bytes([("1", "2")], headers=("评论", "评论")), ()),
    ],
)
def test_command_refuses_with_a_message_and_leaves_nothing(
    world: World, media: Path, tmp_path: Path, content: bytes, more: tuple[str, ...]
):
    with pytest.raises(CommandError) as refused:
        run(write(tmp_path, content), *more)
    assert str(refused.value)
    assert files_below(media) == []
    assert stored_ids(world.ours) == []
    with world.ours.context():
        assert Job.objects.count() == FeedbackUpload.objects.count() == 0


def test_command_refuses_an_unknown_organization_or_file(world: World, media: Path, tmp_path: Path):
    with pytest.raises(CommandError, match="nobody"):
        call_command("import_feedback", "x.csv", "--organization", "nobody", "--source", "a")
    with pytest.raises(CommandError, match=r"missing\.csv"):
        run(tmp_path / "missing.csv")


def test_memory_of_an_import_does_not_grow_with_the_file(committing_db: None, tmp_path: Path):
    ours = make_tenant("ours")
    text = "物流太慢，客服态度很差，" * 33
    rows = ((f"r{n}", f"{text}{n}", "2026-01-05", "4", "S1", "甲") for n in range(ROWS))
    path = write(tmp_path, csv_bytes(rows, headers=HEADERS))

    done = in_process("-c", MEASURED, str(path), "--organization", "ours", "--source", "jd.com")

    assert done.returncode == 0, done.stderr
    assert f"created {ROWS:,}," in done.stdout
    with ours.context():
        assert Feedback.objects.count() == ROWS
    growth = int(re.search(r"GROWTH (\d+)", done.stdout)[1]) / 1024
    assert growth < MOST_GROWTH_MIB


def test_refusal_is_a_non_zero_exit_with_one_line(committing_db: None, tmp_path: Path):
    make_tenant("ours")
    path = write(tmp_path, b"")

    done = in_process("manage.py", "import_feedback", str(path), "--organization", "ours", "--source", "x")

    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


def in_process(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, with the database of this test."""
    database = connection.settings_dict
    address = f"postgresql://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}?host={database['HOST']}"
    if database["PORT"]:
        address += f"&port={database['PORT']}"
    environment = {
        **os.environ, "CEM_ENV": "test", "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "cem.settings",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, *arguments], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
