"""`python -m site_builder` is the command `site-builder`."""

import gc
import os
import sys
from contextlib import suppress

from site_builder import __version__


def main() -> None:
    """Runs the command. The version is told without any import, because scripts ask for it."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"site-builder {__version__}\n")
        return
    # A site's values are many, and few of them go in circles. These are not looked for at all while little is made;
    # the workshop has them looked for again, a thirtieth as often as by default.
    gc.disable()
    gc.set_threshold(20_000, 20, 100)
    from site_builder.doors.cli import main as command

    try:
        command()
    except SystemExit as end:
        # To take a large site's values apart one by one takes longer than to build one page of it.
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
