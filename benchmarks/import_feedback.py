"""How fast a file of feedback is imported and read, and how much memory it takes.

    .venv/bin/python benchmarks/import_feedback.py [--rows 100000] [--format csv|xlsx] [--read N]

Uses the servers of CEM_VAR (set it to a scratch folder) and makes an organisation of its own there; runs
`import_feedback` in a process of its own, then reads what was imported. Figures: rows per second against parsing the
same file alone, and the peak memory of the importing process above that of a Django process that does nothing.
"""

import argparse
import csv
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE_DIR))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cem.settings")

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
from cem.tenancy.checks import assert_safe_role
import insights.management.commands.import_feedback, openpyxl
idle = peak()
if len(sys.argv) > 1:
    call_command("import_feedback", *sys.argv[1:])
print("MEMORY", idle, peak())
"""
PARTS = (
    "物流太慢了", "等了一个星期才到", "客服态度很好", "包装完好", "质量不错", "价格有点贵", "味道一般", "服务员很热情",
    "排队时间太长", "下次还会再来", "和图片不一样", "退货很麻烦", "性价比很高", "孩子很喜欢", "安装师傅专业",
)  # fmt: skip
HEADERS = ("评论编号", "评论内容", "评论时间", "评分", "用户昵称")


def make_rows(count: int):
    chance = random.Random(7)
    for number in range(count):
        text = "，".join(chance.sample(PARTS, chance.randint(2, 6)))
        day = f"2026-{1 + number % 10:02d}-{1 + number % 28:02d} {number % 24:02d}:30"
        yield (f"b{number}", f"{text}。", day, str(1 + number % 5), f"用户{number % 5000}")


def write_file(path: Path, count: int) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(HEADERS)
            writer.writerows(make_rows(count))
        return
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append(HEADERS)
    for row in make_rows(count):
        sheet.append(row)
    workbook.save(path)


def make_organization() -> str:
    from cem.accounts.models import User
    from cem.accounts.services.organizations import create_organization

    slug = f"bench-{secrets.token_hex(3)}"
    owner = User.objects.create_user(f"{slug}@example.com", secrets.token_urlsafe(12), name="bench")
    create_organization(name="Benchmark", owner=owner, slug=slug)
    return slug


def parse_alone(path: Path) -> float:
    from insights.domain.intake.tables import Table

    start = time.perf_counter()
    with path.open("rb") as stream:
        sum(1 for _ in Table(stream).rows())
    return time.perf_counter() - start


def import_in_process(path: Path, slug: str) -> tuple[float, int, int]:
    """Seconds, idle and peak memory in KiB."""
    arguments = [str(path), "--organization", slug, "--source", "bench"]
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments], cwd=BASE_DIR, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(done.stderr)
    idle, peak = done.stdout.rsplit("MEMORY", 1)[1].split()
    return seconds, int(idle), int(peak)


def read_some(slug: str, limit: int) -> tuple[int, float]:
    from cem.accounts.models import Organization
    from insights.services.analysis import current_analyser, read_everything

    current_analyser().read(["预热"])
    start, done = time.perf_counter(), 0
    for done in read_everything(organization_id=Organization.objects.get(slug=slug).id):
        if done >= limit:
            break
    return done, time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--format", choices=["csv", "xlsx"], default="csv")
    parser.add_argument("--read", type=int, default=20_000, help="how many rows the analyser reads")
    options = parser.parse_args()
    import django

    django.setup()
    slug = make_organization()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"feedback.{options.format}"
        write_file(path, options.rows)
        print(f"file            {options.rows:,} rows, {path.stat().st_size / 1e6:.1f} MB {options.format}")
        parsing = parse_alone(path)
        print(f"parsing alone   {options.rows / parsing:,.0f} rows/s")
        for name in ("first import ", "same file again"):
            seconds, idle, peak = import_in_process(path, slug)
            print(
                f"{name:15} {options.rows / seconds:,.0f} rows/s ({seconds:.1f} s, {seconds / parsing:.1f} x parsing); "
                f"peak {peak / 1024:.0f} MiB, {(peak - idle) / 1024:.0f} MiB above idle"
            )
    done, seconds = read_some(slug, options.read)
    print(f"analysis        {done / seconds:,.0f} texts/s ({done:,} texts, model loaded before)")


if __name__ == "__main__":
    main()
