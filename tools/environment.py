"""Installs a lock file into .venv, once. A stamp written after success tells that nothing needs to be done."""

import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = ROOT / "var" / "log" / "install.log"
# The larger file holds every line of the smaller one.
LOCKS = {
    "requirements.lock": ["requirements.lock"],
    "requirements-dev.lock": ["requirements-dev.lock", "requirements.lock"],
}


def main(name: str) -> int:
    # Two makes at once take turns. The lock file of pip is at hand and is never rewritten by an installation.
    with (ROOT / name).open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if PYTHON.exists() and _stamp(name).exists() and _stamp(name).read_text() == _digest(name):
            return 0
        problem = _make_venv() or _install(name)
    if problem:
        sys.stderr.write(problem.rstrip() + "\n")
        return 1
    return 0


def _make_venv() -> str:
    """Make .venv unless it works; return what went wrong."""
    if PYTHON.exists() and _run([str(PYTHON), "-c", "import pip"]).returncode == 0:
        return ""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        return (
            f"Python {version} of this machine cannot make virtual environments.\n"
            f"Debian, Ubuntu: apt-get install python{version}-venv (or python3-venv); then run make again."
        )
    shutil.rmtree(VENV, ignore_errors=True)
    made = _run([sys.executable, "-m", "venv", str(VENV)])
    if made.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        return f"The folder {VENV} could not be made with {sys.executable}:\n{_last_lines(made.stdout)}"
    return ""


def _install(name: str) -> str:
    """Install the lock file; return what went wrong. The stamps go first, so that a half-done install is repaired."""
    for lock in LOCKS:
        _stamp(lock).unlink(missing_ok=True)
    count = sum("==" in line for line in (ROOT / name).read_text().splitlines())
    sys.stdout.write(f"Installing {count} packages of {name} into .venv (once; it takes a minute or two)\n")
    sys.stdout.flush()
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "--requirement", name]
    done = _run([*command, "--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--retries", "2"])
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.write_text(done.stdout)
    if done.returncode != 0:
        return (
            f"The packages could not be installed (whole output: {LOG}):\n{_last_lines(done.stdout)}\n"
            "Is a package index reachable (PyPI, or the one pip is set to)? `make` goes on where it stopped."
        )
    for lock in LOCKS[name]:
        _stamp(lock).write_text(_digest(lock))
    return ""


def _stamp(name: str) -> Path:
    return VENV / f"{name}.installed"


def _digest(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _last_lines(output: str) -> str:
    """What pip or venv said last; its errors alone if it marked some."""
    lines = [line for line in output.splitlines() if line.strip()]
    return "\n".join([line for line in lines if line.startswith("ERROR")][-3:] or lines[-5:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
