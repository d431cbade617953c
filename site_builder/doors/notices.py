"""Notices: what the preview tells on a page itself, which is what is wrong with the site and what is not public yet."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from site_builder.core.problems import Problem
from site_builder.core.slugs import address
from site_builder.doors import report
from site_builder.engine.disk import digest_of
from site_builder.engine.scan import defaults
from site_builder.engine.state import PageState
from site_builder.weave.index import Index

# So many problems are told on a page; the terminal has them all.
MOST = 100
# Where the preview's own files are: no page has an address that begins with a dot.
OWN = "/.preview/"
SEVERITIES = ("error", "warning", "info")
# So many excerpts are kept at most.
KEPT = 1000
# A file by its time, size and number.
Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown at the moment, apart from the pages themselves.

    stamp: when it was made, in milliseconds. problems: what the last build found; fault: why it broke off, or "".
    pages, index: of the last good build; nothing is known of them at first. excerpts: of problems that a page showed,
    each with what its file was then.
    """

    stamp: int = 0
    problems: tuple[Problem, ...] = ()
    fault: str = ""
    pages: Mapping[str, PageState] = field(default_factory=dict)
    index: Index | None = None
    excerpts: dict[Problem, tuple[Stamp, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """What notices need to know of the site. root: its folder; base: the path at which it stands, such as "/repo/".

    editor: the address that opens a file in an editor, with {path}, {line} and {column} in it; "" without one.
    """

    root: Path
    base: str = "/"
    editor: str = ""


def snippet(shown: Shown, scope: Scope, output: str, page: bytes) -> bytes:
    """What stands before the end of a page: the notices for it, and the script that shows them and follows.

    Errors come before warnings, and of each first those of the page itself. output: the path of the page's file; page:
    its bytes.
    """
    own = sources_of(shown, output)
    problems = sorted(shown.problems, key=lambda one: (SEVERITIES.index(one.severity), one.place.path not in own))
    told = {
        "stamp": shown.stamp,
        "page": digest_of(page),
        "problems": [_fault(shown.fault)] * bool(shown.fault)
        + [_notice(shown, scope, one) | {"own": one.place.path in own} for one in problems[:MOST]],
        "more": max(0, len(problems) - MOST),
        "hidden": _hidden(shown, scope, page),
    }
    # Within a script element only these letters could end it.
    plain = json.dumps(told).replace("<", "\\u003c")
    return (
        f'<script type="application/json" id="site-builder-preview">{plain}</script>'
        f'<script src="{OWN}preview.js?{shown.stamp}" defer></script>'
    ).encode()


def with_snippet(page: bytes, addition: bytes) -> bytes:
    """A page with something more before its end."""
    head, end, tail = page.rpartition(b"</body>")
    return head + addition + end + tail if end else page + addition


def sources_of(shown: Shown, output: str) -> frozenset[str]:
    """The files that a page is mainly made of: that of what it shows, and those of its sections."""
    page, index = shown.pages.get(output), shown.index
    if page is None or index is None:
        return frozenset()
    if page.name == "home":
        return frozenset({"content/site.yaml"})
    about = (page.about, *index.sections_by_topic.get(page.about, ()))
    return frozenset(index.every[one].path for one in about if one in index.every)


def _notice(shown: Shown, scope: Scope, problem: Problem) -> dict[str, str | bool]:
    return {
        "severity": problem.severity,
        "code": problem.code,
        "where": report.where(problem.place),
        "link": link(scope, problem),
        "message": problem.message,
        "excerpt": _excerpt(shown, scope, problem),
        "hint": problem.hint,
    }


def _excerpt(shown: Shown, scope: Scope, problem: Problem) -> str:
    """The line of a problem. It is cut again only when the file is another one: a page may show a hundred of them."""
    try:
        about = os.stat(scope.root / problem.place.path)
        stamp = about.st_mtime_ns, about.st_size, about.st_ino
    except (OSError, ValueError):
        stamp = 0, 0, 0
    known = shown.excerpts.get(problem)
    if known is None or known[0] != stamp:
        if len(shown.excerpts) >= KEPT:
            shown.excerpts.clear()
        known = shown.excerpts[problem] = stamp, report.excerpt(problem, scope.root)
    return known[1]


def _fault(words: str) -> dict[str, str]:
    """A build that broke off, as a notice."""
    message = "The site could not be built. The page is the last good one."
    return {"severity": "error", "code": "broke-off", "where": "", "link": "", "message": message, "excerpt": words}


def link(scope: Scope, problem: Problem) -> str:
    """The address that opens the place of a problem in the editor, "" where none was named."""
    if not scope.editor:
        return ""
    place = problem.place
    file = scope.root.resolve() / place.path
    if not file.exists():
        file = Path(defaults(), place.path)
    values = {
        "path": quote(file.as_posix(), "/:"),
        "line": str(max(1, place.line)),
        "column": str(max(1, place.column)),
    }
    made = scope.editor
    for name, value in values.items():
        made = made.replace(f"{{{name}}}", value)
    return made


def _hidden(shown: Shown, scope: Scope, page: bytes) -> list[tuple[str, str]]:
    """The addresses of what is not public yet and may be spoken of on a page, and why it is not."""
    index = shown.index
    found = []
    for identifier, day in index.hidden.items() if index else ():
        if identifier.rpartition("/")[2].encode() in page:
            assert index is not None
            way = address(index.every[identifier].kind, identifier)
            found.append((scope.base + way, day if day == "draft" else f"appears on {day}"))
    return found
