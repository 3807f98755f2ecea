"""`make bench`: every measurement, one after the other, each in a state folder of its own."""

import os
import subprocess
import sys
import tempfile

MODULES = [
    "benchmarks.submit",
    "benchmarks.first_view",
    "benchmarks.quotas",
    "benchmarks.walk",
    "benchmarks.import_feedback",
    "benchmarks.durability",
]


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory(prefix="cem-bench-") as folder:
        environment = {**os.environ, "CEM_VAR": folder}
        migrate = [sys.executable, "manage.py", "migrate", "--database", "owner", "-v0"]
        subprocess.run(migrate, env=environment, check=True)
        for module in MODULES:
            print(f"\n== {module}", flush=True)
            if subprocess.run([sys.executable, "-m", module], env=environment, check=False).returncode:
                failed.append(module)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
