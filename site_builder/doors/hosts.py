"""Hosts: what a folder must be like, so that the servers of others can hand it out whole."""

import os
import stat
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from site_builder.core.problems import Place, Problem, error, warning
from site_builder.core.slugs import folded, name_fault

# What GitHub Pages takes: https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits
LARGEST_SITE = 1_000_000_000
# What GitHub takes in a push: https://docs.github.com/en/repositories/working-with-files/managing-large-files
LARGEST_FILE = 100 * 2**20
# What nobody asks for, and what hosts leave out is no loss.
HIDDEN_OF_OURS = (".nojekyll", ".site-builder")
# Names of hosts that are kept for examples and for one's own computer (RFC 2606, RFC 6761).
NOWHERE = ("localhost", "test", "example", "invalid", "example.com", "example.net", "example.org")


class Lying(NamedTuple):
    """A file or folder of a built site. path: below it, with slashes; size: in bytes."""

    path: str
    is_folder: bool
    is_link: bool
    mode: int
    size: int


def walk(folder: str) -> list[Lying]:
    """All that lies below a folder, by path; links are not followed. Raises OSError where it cannot be read."""
    found, waiting = [], [""]
    while waiting:
        below = waiting.pop()
        with os.scandir(f"{folder}/{below}") as entries:
            for entry in entries:
                seen = entry.stat(follow_symlinks=False)
                one = Lying(
                    below + entry.name, stat.S_ISDIR(seen.st_mode), entry.is_symlink(), seen.st_mode, seen.st_size
                )
                found.append(one)
                if one.is_folder:
                    waiting.append(f"{one.path}/")
    return sorted(found)


def faults(shown: str, lying: list[Lying]) -> Iterator[Problem]:
    """What of a built site a host would refuse, leave out or mix up. shown: its folder, as places call it."""
    for one in lying:
        yield from _faults_of(Place(f"{shown}/{one.path}"), one)
    yield from _too_large(shown, lying)
    yield from _clashes(shown, lying)
    paths = {one.path for one in lying}
    for one in lying:
        if one.path.endswith(".html") and f"{one.path[:-5]}/index.html" in paths:
            message = f"hosts differ in whether {one.path[:-5]} is this file or the page of the folder beside it"
            yield warning(Place(f"{shown}/{one.path}"), "page-beside-folder", message, "rename one of the two")


def _faults_of(place: Place, one: Lying) -> Iterator[Problem]:
    name = one.path.rpartition("/")[2]
    if one.is_link:
        yield error(
            place, "link", "this is a link, which hosts refuse or follow to what is not yours", "put the file here"
        )
    elif not (one.is_folder or stat.S_ISREG(one.mode)):
        yield error(place, "not-a-file", "this is neither a file nor a folder", "remove it")
    elif one.mode & (wanted := 0o055 if one.is_folder else 0o044) != wanted and os.name == "posix":
        what = "enter this folder" if one.is_folder else "read this file"
        message = f"only its owner may {what}, and a server is another"
        yield error(place, "permission", message, "chmod -R a+rX on the whole site gives leave to all")
    if name == ".git":
        yield error(
            place, "git-folder", "a folder of Git would be published, with all that was ever in it", "remove it"
        )
    elif name.startswith(".") and not name.startswith(HIDDEN_OF_OURS):
        message = "hosts leave hidden files out; GitHub's own action for Pages does"
        yield warning(place, "hidden-file", message, "give it a name without a dot before it")
    if fault := name_fault(name):
        yield error(place, "odd-name", f"this name cannot be: {fault}", "rename it")


def _too_large(shown: str, lying: Iterable[Lying]) -> Iterator[Problem]:
    sizes = {one.path: one.size for one in lying if stat.S_ISREG(one.mode)}
    for path, size in sizes.items():
        if size > LARGEST_FILE:
            message = (
                f"this file has {size / 1e6:,.0f} MB, and GitHub takes none of more than {LARGEST_FILE / 1e6:,.0f} MB"
            )
            yield error(Place(f"{shown}/{path}"), "file-too-large", message, "make it smaller, or keep it elsewhere")
    if (whole := sum(sizes.values())) > LARGEST_SITE:
        largest = max(sizes, key=sizes.__getitem__)
        message = f"the site has {whole / 1e9:,.1f} GB, and GitHub Pages takes at most {LARGEST_SITE / 1e9:,.0f} GB"
        hint = f"the largest of its {len(sizes):,} files is {largest} with {sizes[largest] / 1e6:,.1f} MB"
        yield error(Place(shown), "site-too-large", message, hint)


def _clashes(shown: str, lying: Iterable[Lying]) -> Iterator[Problem]:
    """Names that are one where capitals or the two ways to write an accented letter do not count."""
    first_by_key: dict[str, str] = {}
    for one in lying:
        key = folded(one.path)
        first = first_by_key.setdefault(key, one.path)
        # What lies in two such folders is not told again.
        if first != one.path and first.rpartition("/")[0] == one.path.rpartition("/")[0]:
            message = f"on many computers this is the same name as {first}, so that one of the two is lost"
            yield error(Place(f"{shown}/{one.path}"), "name-clash", message, "rename one of the two")


def is_nowhere(base_url: str) -> bool:
    """Whether an address is one that no reader can open: kept for examples, or of one's own computer."""
    host = (urlsplit(base_url).hostname or "").rstrip(".")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return any(host == name or host.endswith(f".{name}") for name in NOWHERE)


def address_on_pages(remote: str) -> str:
    """Where GitHub Pages shows the repository of a remote such as git@github.com:OWNER/NAME.git; "" of other hosts.

    From https://docs.github.com/en/pages/getting-started-with-github-pages/what-is-github-pages
    """
    scheme, found, rest = remote.partition("github.com")
    if not found or not scheme.endswith(("@", "//")) or rest[:1] not in {"/", ":"}:
        return ""
    owner, _, name = rest[1:].strip("/").removesuffix(".git").partition("/")
    if not owner or not name or "/" in name:
        return ""
    own = f"{owner}.github.io".lower()
    return f"https://{own}/" if name.lower() == own else f"https://{own}/{name}/"
