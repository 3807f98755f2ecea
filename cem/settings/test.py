"""The test suite: the embedded servers of a state folder of their own."""

from cem import embedded, env
from cem.settings.base import *  # noqa: F403
from cem.settings.base import CACHES, REDIS_URL

DEBUG = False
SHOW_STYLEGUIDE = True
ALLOWED_HOSTS = ["*"]
# Argon2 is meant to be slow; the tests sign in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# A test sees at once what it has changed.
RESPONDENT_DOOR_SECONDS = 0
ACCOUNT_RATE_LIMITS = {"login_failed": "30/10m/ip,5/5m/key"}

# Each xdist worker has a cache and a broker of its own among the sixteen databases of the server.
_worker = 1 + int(env.text("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
CACHES["default"]["LOCATION"] = REDIS_URL.replace("?db=0", f"?db={2 * _worker}")
CELERY_BROKER_URL = embedded.broker_url(REDIS_URL).replace("virtual_host=1", f"virtual_host={2 * _worker + 1}")
