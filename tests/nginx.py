"""nginx, which serves a site as docs/hosting.md says: found on this machine, else installed in CI.

`python3 run.py test` runs this file before pytest; plain pytest only looks.
"""

import shutil
import sys

from tests.machine import apt_install, under_ci

CURE = "install nginx (Debian: apt install nginx-light)"


def find() -> str | None:
    """The path of nginx, None where it is missing."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def main() -> int:
    """Exit code 1 where nginx must be tried and cannot be."""
    # Debian starts a server that it installs, so that is done in CI alone.
    if find() or not under_ci() or (apt_install("nginx-light") and find()):
        return 0
    print(f"No nginx, and under CI=true it must be tried: {CURE}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
