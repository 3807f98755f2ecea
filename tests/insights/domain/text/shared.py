"""One prepared model for all tests of a process: building it takes seconds."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path


@cache
def model_directory() -> Path:
    directory = Path(tempfile.mkdtemp(prefix="cem-models-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return directory
