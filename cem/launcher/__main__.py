"""`python -m cem.launcher`. Ctrl-C or SIGTERM stops everything."""

import sys

from cem.embedded import EmbeddedServerError
from cem.launcher.console import Console
from cem.launcher.refusals import LauncherError, StoppedError


def main() -> int:
    console = Console()
    try:
        from cem.launcher.supervisor import Supervisor  # reads the environment: a mistake there is told, not thrown
    except ValueError as error:
        console.failure(str(error))
        return 1
    try:
        return Supervisor(console).run()
    except (LauncherError, EmbeddedServerError) as error:
        console.failure(str(error))
        return 1
    except StoppedError:
        return 0


if __name__ == "__main__":
    sys.exit(main())
