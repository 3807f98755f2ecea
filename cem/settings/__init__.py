"""Settings of the environment named by `CEM_ENV`: dev (default), test or production."""

from cem import env

if env.ENVIRONMENT == "production":
    from cem.settings.production import *  # noqa: F403
elif env.ENVIRONMENT == "test":
    from cem.settings.test import *  # noqa: F403
else:
    from cem.settings.dev import *  # noqa: F403
