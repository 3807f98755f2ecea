"""Loaded as a plugin before Django is: the settings of the tests and a state folder of their own."""

import os
from pathlib import Path

os.environ["CEM_ENV"] = "test"
os.environ.setdefault("CEM_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
