"""`python -m site_builder` is the command `site-builder`."""

from site_builder.doors.cli import main

main()
