"""A fault of our own, in words. It imports nothing of ours, so that it can tell of a broken import too."""

import hashlib
import os
import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
# What an exception's words may hold of the content: all in quotes, all that looks like a path or an address.
PRIVATE = re.compile(r"""'[^'\n]*'|"[^"\n]*"|\S*[/\\]\S*""")
OURS = ("jinja2", "markdown", "markupsafe", "nh3", "pydantic", "pyyaml", "tornado", "livereload", "watchfiles", "click")


def our_fault() -> str:
    """What happened, in a line, and where the report for the maintainers lies, which this writes.

    Where no file can be written, and in CI, whose files are lost, the report stands in the words themselves.
    """
    fault = sys.exception()
    assert fault is not None
    text = report(fault)
    path = _written(text)
    what = "".join(traceback.format_exception_only(fault)).strip().split("\n")[-1]
    begin = f"{what[:200]}\n\nThis is a fault in site-builder itself, not in your content."
    if path and not os.environ.get("CI"):
        return f"{begin}\nPlease report it, with this file, which holds nothing of your content: {path}\n"
    return f"{begin} Please report these lines, which hold nothing of your content:\n\n{text}"


def report(fault: BaseException) -> str:
    """What a maintainer needs: versions, the command's name, and where in the code it happened.

    No value, no path outside the program's own code and its libraries, no words of the content.
    """
    versions = sorted(f"{one.name} {one.version}" for one in distributions() if one.name.lower() in OURS)
    command = next((word for word in sys.argv[1:] if re.fullmatch("[a-z]+", word)), "")
    lines = [
        f"site-builder {_version()} {command}",
        f"Python {platform.python_version()}, {platform.system()}",
        ", ".join(versions),
    ]
    return "\n".join([*lines, "", *_told(traceback.TracebackException.from_exception(fault))]) + "\n"


def _version() -> str:
    """Read from the text of the package, which may be what cannot be imported."""
    found = re.search(r'__version__ = "([^"]+)"', (PACKAGE / "__init__.py").read_text("utf-8"))
    return found[1] if found else "?"


def _told(fault: traceback.TracebackException) -> Iterator[str]:
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if before:
        yield from _told(before)
        yield "which led to"
    for frame in fault.stack:
        place, is_code = _place(frame.filename)
        yield f"  {place}:{frame.lineno} in {frame.name if is_code else 'it'}"
        if is_code and frame.line:
            yield f"    {frame.line}"
    words = "".join(fault.format_exception_only()).strip().split("\n")[-1]
    yield PRIVATE.sub("…", words)


def _place(filename: str) -> tuple[str, bool]:
    """A file of code below the folder of its package, and whether it is one."""
    path = Path(filename)
    if path.is_relative_to(PACKAGE):
        return f"{PACKAGE.name}/{path.relative_to(PACKAGE).as_posix()}", True
    for folder in ("site-packages", "dist-packages", Path(os.__file__).parent.name):
        if folder in path.parts:
            return "/".join(path.parts[path.parts.index(folder) + 1 :]), True
    return ("a frozen module", True) if filename.startswith("<frozen") else ("a file of the site", False)


def _written(text: str) -> str:
    """The path of the report, written for its reader alone; "" where it cannot be. The same fault has one file."""
    name = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=4).hexdigest()
    path = os.path.join(tempfile.gettempdir(), f"site-builder-fault-{name}.txt")
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return path
    except OSError:
        return ""
    return path
