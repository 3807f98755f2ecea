"""Many machines behind a reverse proxy that ends TLS."""

from cem import env
from cem.settings.base import *  # noqa: F403

DEBUG = False
SHOW_STYLEGUIDE = False

_missing = [
    name
    for name, value in {
        "CEM_SECRET_KEY": env.SECRET_KEY,
        "CEM_DATA_KEY": env.DATA_KEY,
        "CEM_ALLOWED_HOSTS": env.ALLOWED_HOSTS,
        "DATABASE_URL": env.DATABASE_URL,
        "REDIS_URL": env.REDIS_URL,
    }.items()
    if not value
]
if _missing:
    raise env.InvalidVariableError(f"production needs {', '.join(_missing)}")

ALLOWED_HOSTS = env.ALLOWED_HOSTS
CSRF_TRUSTED_ORIGINS = [env.BASE_URL]

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = env.SECURE
CSRF_COOKIE_SECURE = env.SECURE
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if env.SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
