"""Sockets, logs and permissions of the embedded servers."""

import hashlib
import os
import stat
import subprocess
from pathlib import Path
from typing import Any

import psutil

# A Unix socket's path has 104 usable bytes on macOS and 108 on Linux, the name of the socket included.
SOCKET_PATH_LIMIT = 90
LOG_LIMIT_BYTES = 10 * 1024 * 1024


class EmbeddedServerError(RuntimeError):
    """An embedded server did not start; the message says what its log said last."""


class Server(subprocess.Popen[bytes]):
    """A server, which may outlive the process that started it: Python must not complain of that."""

    def __del__(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is to be done."""


def socket_dir(var_dir: Path, server: str) -> Path:
    """Where the socket of a server stands: with its data, or in a private folder of /tmp if that path is too long."""
    data = var_dir / server
    if len(os.fsencode(data)) <= SOCKET_PATH_LIMIT - len("/.s.PGSQL.5432"):
        return data
    digest = hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:12]
    parent = Path("/tmp") / f"cem-{os.geteuid()}-{digest}"  # noqa: S108  # owner and mode are checked below
    parent.mkdir(mode=0o711, exist_ok=True)
    state = parent.lstat()
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.geteuid():
        raise EmbeddedServerError(f"{parent} belongs to someone else; choose a shorter CEM_VAR")
    parent.chmod(0o711)
    directory = parent / server
    directory.mkdir(mode=0o700, exist_ok=True)
    return directory


def open_log(var_dir: Path, server: str) -> int:
    """A descriptor that appends to the server's log. The caller closes it."""
    path = log_path(var_dir, server)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)


def log_path(var_dir: Path, server: str) -> Path:
    return var_dir / "log" / f"{server}.log"


def log_tail(var_dir: Path, server: str) -> str:
    path = log_path(var_dir, server)
    return path.read_text(errors="replace")[-1500:].strip() if path.exists() else ""


def is_server(pid: int, name: str, data: Path) -> bool:
    """Whether a process is the server of these data: by its name and the folder it works in."""
    try:
        process = psutil.Process(pid)
        if not process.name().startswith(name) or process.status() == psutil.STATUS_ZOMBIE:
            return False
        return Path(process.cwd()) == data.resolve()
    except (psutil.Error, OSError):
        return False


def servers_of(name: str, data: Path) -> list[psutil.Process]:
    """Every process of a server that works in these data, children of a killed main process included."""
    candidates = [process for process in psutil.process_iter(["name"]) if (process.info["name"] or "").startswith(name)]
    return [process for process in candidates if is_server(process.pid, name, data)]


def let_others_pass(directory: Path) -> None:
    """Allow other users to pass through (not to list) the folders that lead to a directory."""
    for parent in directory.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXGRP | stat.S_IXOTH)


def let_others_read(directory: Path, *, last: Path) -> None:
    """Allow other users to read a folder. `last` is done at the end and so tells that all is done."""
    paths = [path for path in [directory, *directory.rglob("*")] if path != last]
    for path in [*paths, *([last] if last.is_relative_to(directory) else [])]:
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        wanted = mode | stat.S_IRGRP | stat.S_IROTH
        if path.is_dir() or mode & stat.S_IXUSR:
            wanted |= stat.S_IXGRP | stat.S_IXOTH
        if wanted != mode:
            path.chmod(wanted)
