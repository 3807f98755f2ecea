"""A developer's machine and `make run`: plain HTTP on loopback."""

from cem import env
from cem.settings.base import *  # noqa: F403

DEBUG = env.DEBUG
SHOW_STYLEGUIDE = True
ALLOWED_HOSTS = env.ALLOWED_HOSTS or ["*"]
