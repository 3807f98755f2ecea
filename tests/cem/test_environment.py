"""`make` on a machine that has nothing yet, or had something go wrong."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.processes import BASE_DIR


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with an empty lock file and no virtual environment, in a place whose name holds a blank."""
    place = tmp_path / "a checkout"
    shutil.copytree(BASE_DIR / "tools", place / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    (place / "requirements.lock").touch()
    (place / "requirements-dev.lock").touch()
    return place


def _prepare(checkout: Path, lock: str = "requirements.lock", **variables: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "CEM_"))}
    return subprocess.run(
        [str(checkout / "tools" / "environment"), lock],
        env={**inherited, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def _old_python(directory: Path) -> str:
    """A folder for PATH in which every python is 3.9."""
    directory.mkdir()
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        path = directory / name
        path.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
        path.chmod(0o755)
    return f"{directory}:/usr/bin:/bin"


def test_old_python_is_told_with_the_version_found(checkout: Path, tmp_path: Path):
    done = _prepare(checkout, PATH=_old_python(tmp_path / "bin"))
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; this machine has Python 3.9.2." in done.stderr
    assert not (checkout / ".venv").exists()


def test_python_without_venv_names_the_package(checkout: Path, tmp_path: Path):
    script = tmp_path / "python-without-venv"
    script.write_text(
        '#!/bin/sh\n[ "$1" = -c ] && exit 0\n'
        f'exec "{shutil.which("python3")}" -c "import sys, runpy, importlib.util as u; find = u.find_spec; '
        "u.find_spec = lambda name: None if name == 'ensurepip' else find(name); "
        'sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name=\'__main__\')" "$@"\n'
    )
    script.chmod(0o755)
    done = _prepare(checkout, CEM_PYTHON=str(script))
    assert done.returncode == 1
    assert "cannot make virtual environments.\nDebian, Ubuntu: apt-get install python3." in done.stderr
    assert not (checkout / ".venv").exists()


def test_failed_installation_is_told_shortly_and_repaired_by_the_next(checkout: Path):
    lock = checkout / "requirements.lock"
    lock.write_text(f"no-such-package-of-ours==1.0 --hash=sha256:{'0' * 64}\n")
    done = _prepare(checkout, PIP_NO_INDEX="1")
    assert done.returncode == 1
    assert "The packages could not be installed" in done.stderr
    assert "Is a package index reachable" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) < 8
    assert list((checkout / ".venv").glob("*.installed")) == []
    lock.write_text("")
    assert _prepare(checkout, PIP_NO_INDEX="1").returncode == 0
    assert (checkout / ".venv" / "requirements.lock.installed").exists()
    assert _prepare(checkout, PIP_NO_INDEX="1").stdout == "", "nothing is to be done any more"


def test_changed_lock_installs_again_and_the_larger_one_serves_for_both(checkout: Path):
    assert _prepare(checkout, "requirements-dev.lock", PIP_NO_INDEX="1").returncode == 0
    assert _prepare(checkout, PIP_NO_INDEX="1").stdout == ""
    (checkout / "requirements.lock").write_text("# changed\n")
    assert "Installing 0 packages of requirements.lock" in _prepare(checkout, PIP_NO_INDEX="1").stdout


def test_broken_virtual_environment_is_made_anew(checkout: Path):
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to("/nowhere/python")
    (checkout / ".venv" / "requirements.lock.installed").write_text("of another time")
    assert _prepare(checkout, PIP_NO_INDEX="1").returncode == 0
    version = subprocess.run(
        [checkout / ".venv" / "bin" / "python", "--version"], capture_output=True, text=True, check=True
    )
    assert version.stdout.startswith("Python 3.")


def _pins(lock: str) -> set[str]:
    lines = (BASE_DIR / lock).read_text().splitlines()
    return {line.split(" ")[0] for line in lines if "==" in line}


def test_larger_lock_holds_the_smaller_one():
    assert _pins("requirements.lock") - _pins("requirements-dev.lock") == set()


def test_locks_name_no_package_index():
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert "http" not in (BASE_DIR / lock).read_text()
