"""Branches: a built site as the next commit of a branch, made by Git's plumbing beside the working tree.

Neither the working tree nor the index nor a local branch is touched, and nothing is forced: where somebody else was
quicker, the remote refuses, and nothing has changed.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

# On the branch, what we published there: the id of each file's content by its path.
LIST = ".site-builder-published.json"
PLAIN = "100644"
# What may lie on a branch before the first site: how GitHub begins a repository, and what it writes for a domain.
HARMLESS = ("cname", "readme", "license", "licence", ".nojekyll", ".gitignore", ".gitattributes")
TOLD = 10


class Refused(Exception):
    """Why nothing was published; str() says what to do."""


class Blob(NamedTuple):
    """An entry of a tree. mode: as Git writes it; id: of its content."""

    mode: str
    id: str


class Published(NamedTuple):
    """What came of it. commit: "" where the branch held this very site; kept: files on the branch that are not ours."""

    commit: str
    changed: int
    removed: int
    kept: tuple[str, ...]


class Repository:
    """The repository that a folder lies in."""

    def __init__(self, folder: Path) -> None:
        """Raises Refused where the folder is in none, or where there is no Git."""
        self.folder = folder
        try:
            self.run("rev-parse", "--git-dir")
        except Refused as refusal:
            where = folder.resolve()
            raise Refused(
                f"{where} is in no repository of Git ({refusal}); docs/publishing.md tells how to begin"
            ) from None

    def run(self, *words: str, given: bytes = b"", index: str = "") -> bytes:
        """What a command of Git writes. given: what it reads. Raises Refused with what it complains of."""
        own = {"GIT_INDEX_FILE": index} if index else {}
        try:
            done = subprocess.run(
                ["git", *words],
                cwd=self.folder,
                input=given,
                capture_output=True,
                env={**os.environ, **own},
                check=False,
            )
        except FileNotFoundError:
            raise Refused("there is no Git on this computer; install it") from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip()
            raise Refused(f"git {words[0]} ended with code {done.returncode}" + (f": {said}" if said else ""))
        return done.stdout

    def line(self, *words: str, given: bytes = b"", index: str = "") -> str:
        """The one line that a command writes; Refused as `run`."""
        return self.run(*words, given=given, index=index).decode("utf-8", "replace").strip()

    def says(self, *words: str) -> str:
        """The one line that a command writes, "" where it complains."""
        try:
            return self.line(*words)
        except Refused:
            return ""

    def remote_address(self, remote: str) -> str:
        """Where a remote lies; what was given where that is no name but an address itself."""
        return self.says("remote", "get-url", "--push", "--", remote) or remote

    def tip(self, remote: str, branch: str) -> str:
        """The last commit of a branch of a remote, fetched; "" where it has no such branch."""
        there = self.line("ls-remote", "--", remote, f"refs/heads/{branch}").split()
        if not there:
            return ""
        if self.says("cat-file", "-t", there[0]) != "commit":
            self.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", remote, f"refs/heads/{branch}")
        return there[0]

    def tree(self, commit: str) -> dict[str, Blob]:
        """The files of a commit by their paths."""
        if not commit:
            return {}
        listed = self.run("ls-tree", "-r", "-z", "--full-tree", commit).decode("utf-8", "surrogateescape")
        rows = (row.partition("\t") for row in listed.split("\0") if row)
        return {path: Blob(about.split()[0], about.split()[2]) for about, _, path in rows}

    def ours(self, commit: str, tree: Mapping[str, Blob]) -> dict[str, str] | None:
        """What we published with the last site on a branch: ids by paths; None where there was none."""
        if LIST not in tree:
            return None
        try:
            listed = json.loads(self.run("cat-file", "blob", tree[LIST].id))["files"]
            return {str(path): str(identifier) for path, identifier in listed.items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Refused(
                f"{LIST} on the branch ({commit[:12]}) is damaged; put back the last sound one there"
            ) from None

    def store(self, folder: Path, paths: Iterable[str]) -> dict[str, str]:
        """Keeps the content of files in the repository, and gives its ids by path."""
        files = list(paths)
        given = "".join(f"{folder.resolve()}/{path}\n" for path in files).encode("utf-8", "surrogateescape")
        ids = self.run("hash-object", "-w", "--no-filters", "--stdin-paths", given=given).split()
        return dict(zip(files, (identifier.decode() for identifier in ids), strict=True))

    def commit(self, tree: Mapping[str, Blob], parent: str, message: str) -> str:
        """A commit of these files after its parent; "" where the parent has the very same."""
        with tempfile.TemporaryDirectory() as aside:
            index = os.path.join(aside, "index")
            rows = "".join(f"{blob.mode} {blob.id}\t{path}\0" for path, blob in sorted(tree.items()))
            given = rows.encode("utf-8", "surrogateescape")
            self.run("update-index", "-z", "--add", "--index-info", given=given, index=index)
            whole = self.line("write-tree", index=index)
        if parent and whole == self.line("rev-parse", f"{parent}^{{tree}}"):
            return ""
        after = ["-p", parent] if parent else []
        return self.line("commit-tree", whole, *after, "-F", "-", given=message.encode())


def publish(repository: Repository, folder: Path, paths: Iterable[str], remote: str, branch: str) -> Published:
    """Makes what lies in a folder the site of a branch of a remote.

    paths: of its files. What others put on the branch stays. Raises Refused, with nothing changed, where it would not.
    """
    _need_branch(repository, branch)
    tip = repository.tip(remote, branch)
    old = repository.tree(tip)
    listed = repository.ours(tip, old)
    if listed is None:
        _need_room(old, branch)
    new = repository.store(folder, paths)
    foreign = {path: blob for path, blob in old.items() if path != LIST and not _is_ours(path, blob, listed or {})}
    _need_no_loss(foreign, new, branch)
    note = json.dumps({"files": dict(sorted(new.items()))}, indent=0).encode()
    tree = {
        **foreign,
        **{path: Blob(PLAIN, identifier) for path, identifier in new.items()},
        LIST: Blob(PLAIN, repository.line("hash-object", "-w", "--stdin", given=note)),
    }
    commit = repository.commit(tree, tip, _message(repository))
    if commit:
        _push(repository, commit, remote, branch)
    changed = sum(old.get(path) != Blob(PLAIN, identifier) for path, identifier in new.items())
    removed = sum(path not in tree for path in old)
    return Published(commit, changed, removed, tuple(sorted(foreign.keys() - new.keys())))


def _is_ours(path: str, blob: Blob, listed: Mapping[str, str]) -> bool:
    """Whether a file lies on the branch as we put it there."""
    return blob == Blob(PLAIN, listed.get(path, ""))


def _need_branch(repository: Repository, branch: str) -> None:
    """The branch has a name that can be one, and is not the one that the site is written on."""
    if not repository.says("check-ref-format", "--branch", branch):
        raise Refused(f'"{branch}" is no name for a branch; give another with --branch')
    if repository.says("symbolic-ref", "--quiet", "--short", "HEAD") == branch:
        raise Refused(f"{branch} is the branch that you work on; give another with --branch, such as gh-pages")


def _need_room(old: Mapping[str, Blob], branch: str) -> None:
    """A branch that never held a site of ours is empty, but for what GitHub puts there."""
    if others := [path for path in old if not path.lower().startswith(HARMLESS)]:
        raise Refused(
            f"{branch} holds files that this program did not publish: {_some(others)}. "
            "Give another branch with --branch, or take them away there first"
        )


def _need_no_loss(foreign: Mapping[str, Blob], new: Mapping[str, str], branch: str) -> None:
    """Nothing that others wrote on the branch stands where the site has something else."""
    folders = {parent for path in new for parent in _parents(path)}
    lost = [
        path
        for path, blob in foreign.items()
        if (path in new and blob != Blob(PLAIN, new[path]))
        or path in folders
        or any(parent in new for parent in _parents(path))
    ]
    if lost:
        raise Refused(
            f"somebody else wrote or changed this on {branch}, and it would be lost: {_some(lost)}. "
            "Bring it into the site's folder if it is wanted, then undo that change on the branch"
        )


def _parents(path: str) -> list[str]:
    return [path[:at] for at, letter in enumerate(path) if letter == "/"]


def _some(paths: list[str]) -> str:
    return ", ".join(sorted(paths)[:TOLD]) + (f" and {len(paths) - TOLD:,} more" if len(paths) > TOLD else "")


def _message(repository: Repository) -> str:
    """What a commit says: from which state of the sources the site was built."""
    source = repository.says("rev-parse", "--verify", "--quiet", "HEAD")
    is_dirty = bool(repository.says("status", "--porcelain", "--untracked-files=normal", "--", "."))
    if not source:
        return "Publish the site\n\nIts sources are in no commit.\n"
    more = ", with changes that are in no commit" if is_dirty else ""
    return f"Publish the site\n\nBuilt from {source}{more}.\n"


def _push(repository: Repository, commit: str, remote: str, branch: str) -> None:
    try:
        repository.run("push", "--quiet", "--no-follow-tags", "--", remote, f"{commit}:refs/heads/{branch}")
    except Refused as refusal:
        raise Refused(
            f"nothing was published. {refusal}\nIf somebody else published meanwhile, run this again"
        ) from None
