"""The store: results of earlier builds by the digest of all that went into them.

It may be lost, damaged or somebody else's at any time: then there is simply less in it.
"""

import os
import sqlite3
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from site_builder.engine import seal

NAME = "store.sqlite"
SCHEMA = "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, value BLOB NOT NULL, used INTEGER NOT NULL)"
# A result of some kilobytes lies in one page of its file, and not in a chain of them: a third less time.
PAGE = 32_768
DAY = 86_400
MEGABYTE = 1_000_000
# Megabytes that are never too much; and how much more than the last build needs is kept: a day's drafts, branches.
SPARE = 200
GROWTH = 1.5


class Store:
    """Results by key. Without a folder, or where it cannot be written, it lives in memory for one build."""

    def __init__(self, folder: Path | None, *, fresh: bool = False) -> None:
        """fresh: as if it were empty."""
        self._fresh, self._written = fresh, False
        self._memory: dict[str, bytes] = {}
        self._new: dict[str, bytes] = {}
        self._used: set[str] = set()
        self._folder = folder
        self._connection = _open(folder) if folder else None
        with suppress(sqlite3.Error):
            if self._connection and self._connection.execute("SELECT 1 FROM results LIMIT 1").fetchone() is None:
                self._fresh = True  # nothing is looked for that cannot be there
        self._of_parent: sqlite3.Connection | None = None

    def get(self, key: str) -> memoryview | None:
        """The sealed result, or None where there is none that can be believed."""
        found = self._memory.get(key)
        if found is None and self._connection and (not self._fresh or key in self._used):
            try:
                row = self._connection.execute("SELECT value FROM results WHERE key = ?", (key,)).fetchone()
            except (sqlite3.Error, OverflowError):
                row = None
            found = row[0] if row and isinstance(row[0], bytes) else None
        data = seal.opened(key, found, seal.secret()) if found is not None else None
        if data is not None:
            self._used.add(key)
        return data

    def put(self, key: str, sealed: bytes) -> None:
        """Remembers a sealed result."""
        self._used.add(key)
        if self._connection:
            try:
                row = (key, sealed, int(time.time()) // DAY)
                self._connection.execute("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", row)
                return
            except sqlite3.Error:
                # Another build holds the store, the disk is full, the file is damaged: this build goes on without.
                self._leave()
        self._memory[key] = sealed

    def share(self) -> None:
        """Lets other processes see what was put here so far."""
        with suppress(sqlite3.Error):
            if self._connection:
                self._connection.commit()

    def reopen(self) -> None:
        """Gives a process that was forked a connection of its own. That of its parent is held, and left alone: to close
        it here would let go of the parent's locks."""
        self._of_parent, self._connection = self._connection, None
        if self._of_parent and self._folder:
            with suppress(sqlite3.Error):
                self._connection = sqlite3.connect(self._folder / NAME, timeout=10)
                self._connection.execute("BEGIN")  # it only reads: one lock will do for all that it looks up

    def _leave(self) -> None:
        with suppress(sqlite3.Error):
            if self._connection:
                self._connection.close()
        self._connection = None

    def close(self, kept: Iterable[str] = ()) -> None:
        """Ends a build: what it remembered stays, what is old goes. kept: keys that the next build needs for sure."""
        if self._connection is None:
            return
        with suppress(sqlite3.Error):
            self._connection.commit()
            # How large it was when it was last looked through; until it has grown from there, it is left alone.
            (then,) = self._connection.execute("PRAGMA user_version").fetchone()
            if self._megabytes() > max(SPARE, then * GROWTH):
                self._prune({*kept, *self._used})
                self._connection.execute(f"PRAGMA user_version = {self._megabytes()}")
                self._connection.commit()
        self._leave()

    def _megabytes(self) -> int:
        """The size of its file."""
        assert self._connection
        (pages,), (size,) = (
            self._connection.execute(f"PRAGMA {what}").fetchone() for what in ("page_count", "page_size")
        )
        return int(pages) * int(size) // MEGABYTE

    def _prune(self, kept: set[str]) -> None:
        """Takes the longest unused results away until what is left is what it needs to be."""
        assert self._connection
        rows = self._connection.execute("SELECT key, length(value), used FROM results ORDER BY used").fetchall()
        total = sum(length for _, length, _ in rows)
        surplus = total - max(SPARE * MEGABYTE, int(GROWTH * sum(length for key, length, _ in rows if key in kept)))
        gone = []
        for key, length, _ in rows:
            if surplus > 0 and key not in kept:
                gone.append((key,))
                surplus -= length
        self._connection.executemany("DELETE FROM results WHERE key = ?", gone)
        self._connection.commit()
        if len(gone) * 2 > len(rows):
            self._connection.execute("VACUUM")


def _open(folder: Path) -> sqlite3.Connection | None:
    """The store's file, made anew where it is damaged; None where there can be none."""
    for _ in range(2):
        try:
            make_folder(folder)
            connection = sqlite3.connect(folder / NAME, timeout=10)
            try:
                connection.execute(f"PRAGMA page_size = {PAGE}")
                connection.execute("PRAGMA journal_mode = WAL")
                # A store that a power cut harms is thrown away: no build waits for the disk.
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute(SCHEMA)
                connection.execute("SELECT key, value, used FROM results LIMIT 1")
                connection.commit()
            except sqlite3.Error:
                connection.close()
                raise
            return connection
        except (sqlite3.DatabaseError, OSError) as fault:
            if isinstance(fault, sqlite3.OperationalError) and "no such column" not in str(fault):
                return None  # locked for long, or a folder that cannot be written
            for name in (NAME, f"{NAME}-wal", f"{NAME}-shm"):
                with suppress(OSError):
                    os.unlink(folder / name)
    return None


def make_folder(folder: Path) -> None:
    """The folder for what is remembered, marked so that backups and version control pass it by."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", "utf-8")
    mark = (
        "Signature: 8a477f597d28d172789f06886806bc55\n# What site-builder remembers between builds; may be deleted.\n"
    )
    (folder / "CACHEDIR.TAG").write_text(mark, "utf-8")
