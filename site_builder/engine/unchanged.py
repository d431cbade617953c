"""Nothing has changed: the build that ends after the scan."""

import os
import re
import time
from collections.abc import Callable
from typing import NamedTuple

from site_builder.engine import program
from site_builder.engine.result import LeftOut, Request, Result, Written, untold
from site_builder.engine.scan import Listing, Packed, aside, look, names
from site_builder.engine.state import Files, Outline


def files_for(request: Request) -> Files | None:
    """Where the state of a request lies; None where nothing is remembered."""
    if request.cache is None:
        return None
    output = os.path.realpath(request.output) if request.output is not None else ""
    flags = (str(flag) for flag in (request.drafts, request.future, request.thorough, request.reference))
    asked = (output, os.path.realpath(request.root), request.base_url, *flags)
    return Files(str(request.cache), asked)


class Glance(NamedTuple):
    """A first look. files: where the state lies; outline: of the last build; outputs: tells how what it wrote lies now,
    once that was looked at.
    """

    files: Files | None
    listing: Listing
    outline: Outline | None = None
    outputs: Callable[[], Packed] | None = None


def glance(request: Request) -> Glance:
    """Looks at the site's files, and beside that at what the last build wrote."""
    files = files_for(request)
    outline = files.outline() if files and not request.fresh else None
    outputs = None
    if outline and outline.outputs[0] and request.output is not None:
        outputs = aside(str(request.output), names(outline.outputs))
    return Glance(files, look(str(request.root)), outline, outputs)


def unchanged(request: Request, seen: Glance) -> Result | None:
    """The result of the last build if another would have the same, else None."""
    _, listing, outline, outputs = seen
    if outline is None or not outline.day[0] <= clock() < outline.day[1] or outline.program[1] != program.marks():
        return None
    if listing.odd or listing.packed != outline.listing:
        return None
    if request.output is not None and (outputs is None or outputs() != outline.outputs):
        return None
    return as_result(outline)


def as_result(outline: Outline) -> Result:
    """What the last build said, with nothing changed since."""
    # The manifest and .nojekyll are ours, but no part of the site.
    total = outline.outputs[0].count("\0") - 1
    written = Written(total, frozenset(), 0, outline.size, outline.digest, outline.outputs)
    return Result(
        tuple(untold(problem) for problem in outline.problems),
        tuple(LeftOut(*item) for item in outline.left_out),
        outline.pages_by_kind,
        0,
        written if outline.outputs[0] else None,
    )


def clock() -> float:
    """Now, in seconds since 1970; the one place where the clock is read. SOURCE_DATE_EPOCH overrides it."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return float(given) if re.fullmatch("[0-9]{1,11}", given) else time.time()
