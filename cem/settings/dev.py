"""A developer's machine and `make run`: plain HTTP on loopback."""

from cem.settings.base import *  # noqa: F403
from cem.settings.env import ALLOWED_HOSTS as _hosts
from cem.settings.env import boolean

DEBUG = boolean("CEM_DEBUG", default=False)
SHOW_STYLEGUIDE = True
ALLOWED_HOSTS = _hosts or ["*"]
