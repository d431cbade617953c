"""`python -m site_builder` is the command `site-builder`."""

import sys

from site_builder import __version__


def main() -> None:
    """Runs the command. The version is told without any import, because scripts ask for it."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"site-builder {__version__}\n")
        return
    from site_builder.doors.cli import main as command

    command()


if __name__ == "__main__":
    main()
