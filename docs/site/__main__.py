"""Makes the documentation's site anew, then runs a command of `site-builder` in it: build, serve, check."""

import sys
from pathlib import Path

from docs.site.content import DOCS, files
from site_builder.doors.cli import commands

SITE = DOCS.parent / ".cache/docs"


def write(site: Path) -> None:
    """Writes what is not there yet, and removes what the documentation no longer has."""
    wanted = files()
    for path, data in wanted.items():
        place = site / path
        if not place.is_file() or place.read_bytes() != data:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    for folder in ("content", "static", "templates"):
        for place in (site / folder).rglob("*"):
            if place.is_file() and place.relative_to(site).as_posix() not in wanted:
                place.unlink()


if __name__ == "__main__":
    write(SITE)
    command, *rest = sys.argv[1:] or ["build"]
    commands([command, "--site", str(SITE), *rest])
