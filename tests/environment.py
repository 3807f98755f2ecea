"""Loaded as a plugin before Django is: the settings of the tests and a state folder of their own."""

import os
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parent.parent

os.environ["CEM_ENV"] = "test"
os.environ.setdefault("CEM_VAR", str(BASE_DIR / "var" / "test"))


def pytest_configure(config: Any) -> None:
    """Pages are tested in Chinese too: compile the catalogue once, before the workers start."""
    if not hasattr(config, "workerinput"):
        from cem.ui.catalogue.store import compile_catalog  # Django's settings need the environment above

        compile_catalog(BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po", locale="zh_Hans")
