"""The search index: made by Pagefind from a site that is built, and kept apart from what builds write."""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from site_builder.engine import disk

FOLDER = "pagefind"
# Pagefind writes it in every index: a folder of that name without it is somebody else's.
ENTRY = "pagefind-entry.json"
# Not named as what a killed build leaves: those are files, and builds sweep them away as such.
UNFINISHED = ".pagefind-unfinished"
# Names of publishers and the like, which stand on many pages and are what none of them is about.
WITHOUT = ("--exclude-selectors", ".references", "--exclude-selectors", ".facts")


class CannotIndex(Exception):
    """The index cannot be made; str() says why and what to do."""


def index(folder: Path) -> int:
    """Makes the search index of a built site anew, and says how many files it has.

    The index that was there stays until the new one is whole. Raises CannotIndex, or disk.Refused where the folder
    holds others' files.
    """
    if find_spec("pagefind") is None:
        raise CannotIndex("search needs Pagefind: pip install 'site-builder[search]'")
    if not disk.owned(folder):
        raise CannotIndex(f"{folder} holds no site; run `site-builder build` first")
    _need_ours(folder)
    made = folder / UNFINISHED
    shutil.rmtree(made, ignore_errors=True)
    try:
        _run(folder, made)
        shutil.rmtree(folder / FOLDER, ignore_errors=True)
        made.rename(folder / FOLDER)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return sum(file.is_file() for file in (folder / FOLDER).rglob("*"))


def is_old(folder: Path) -> bool:
    """Whether an output folder has an index that was made before the site in it was last changed."""
    try:
        return (folder / FOLDER / ENTRY).stat().st_mtime_ns < (folder / disk.MANIFEST).stat().st_mtime_ns
    except OSError:
        return False


def remove(folder: Path) -> None:
    """Removes the search index from an output folder, if one is there; a folder that Pagefind did not write stays."""
    shutil.rmtree(folder / UNFINISHED, ignore_errors=True)
    held = folder / FOLDER
    if (held / ENTRY).is_file() and not held.is_symlink():
        shutil.rmtree(held)


def _need_ours(folder: Path) -> None:
    held = folder / FOLDER
    if held.is_symlink() or (held.exists() and not (held / ENTRY).is_file()):
        raise CannotIndex(f"{held} is not a search index; remove it, or give another folder with --output")


def _run(folder: Path, made: Path) -> None:
    """Pagefind over the site; what its pages say stands in <main>."""
    command = [sys.executable, "-m", "pagefind", "--site", str(folder), "--output-path", str(made)]
    done = subprocess.run([*command, "--root-selector", "main", *WITHOUT], capture_output=True, text=True, check=False)
    if done.returncode or not (made / ENTRY).is_file():
        raise CannotIndex(f"Pagefind ended with code {done.returncode}:\n{(done.stderr or done.stdout).strip()}")
