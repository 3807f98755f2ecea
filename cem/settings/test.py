"""The test suite: the embedded servers of a state folder of their own."""

from cem.settings.base import *  # noqa: F403

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
ACCOUNT_RATE_LIMITS = {"login_failed": "30/10m/ip,5/5m/key"}
