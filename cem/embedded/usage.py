"""Who uses an embedded server: each process holds a shared lock, and the last one to leave stops the server.

The kernel frees the lock of a process that dies in whatever way, so the count cannot go wrong.
"""

import atexit
import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

# Descriptors of the shared locks this process holds, by state directory and server.
_held: dict[tuple[Path, str], int] = {}


@contextlib.contextmanager
def lock(var_dir: Path) -> Iterator[None]:
    """One process at a time starts, stops or counts. Not to be taken twice by one process."""
    var_dir.mkdir(parents=True, exist_ok=True)
    with (var_dir / "embedded.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def join(var_dir: Path, server: str, *, stop: Callable[[Path], None]) -> None:
    """Count this process as a user until it ends. Call inside `lock`."""
    key = (var_dir, server)
    if key in _held:
        return
    descriptor = os.open(_path(var_dir, server), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    _held[key] = descriptor
    atexit.register(leave, var_dir, server, stop=stop, member=os.getpid())


def leave(var_dir: Path, server: str, *, stop: Callable[[Path], None], member: int | None = None) -> bool:
    """Give up the place of this process; stop the server if no one else uses it. True if it was stopped.

    `member` is the process that joined: a forked child inherits the exit hook and must not act on it.
    """
    if member is not None and member != os.getpid():
        return False
    with lock(var_dir):
        descriptor = _held.pop((var_dir, server), None)
        if descriptor is None:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            stop(var_dir)
            return True
        finally:
            os.close(descriptor)


def _path(var_dir: Path, server: str) -> Path:
    return var_dir / f"{server}.users"
