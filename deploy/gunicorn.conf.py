"""The web server's settings, the same for `make run` and for containers."""

from pathlib import Path

from cem import env

_host = f"[{env.HOST}]" if ":" in env.HOST else env.HOST
bind = f"{_host}:{env.PORT}"
workers = env.WEB_WORKERS
worker_class = "gthread"
threads = env.WEB_THREADS
timeout = 60
graceful_timeout = 10
keepalive = 5
# A worker is replaced now and then, so that what a library leaks does not pile up.
max_requests = 20000
max_requests_jitter = 2000
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
# A heartbeat on a slow disk would have workers killed that are only waiting for it.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
