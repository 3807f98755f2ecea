class LauncherError(RuntimeError):
    """The product cannot start; the message tells a person what to do."""


class StoppedError(Exception):
    """Someone asked to stop while the product was starting."""
