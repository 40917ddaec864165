"""Make sure that the browser tests find a Chromium: on PATH, or from Debian's package for root."""

import os
import shutil
import subprocess
import sys

PROGRAMS = ("chromium", "chromium-browser")
INSTALL = (("apt-get", "update", "-q"), ("apt-get", "install", "-q", "-y", "chromium"))


def main() -> int:
    """Install it where that is possible; say in one line when browser tests will be skipped."""
    if any(map(shutil.which, PROGRAMS)):
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests.", flush=True)  # noqa: T201
        for command in INSTALL:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        return 0
    print("No Chromium on PATH: the browser tests will be skipped.")  # noqa: T201
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
