"""The workshop: one parallel map for both stages of the build, which remembers what it made."""

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from site_builder.engine import seal
from site_builder.engine.store import Store

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

Item = TypeVar("Item")
# Below this many items that nobody has made yet a pool costs more than it saves (docs/performance.md).
SMALLEST_BATCH = 64
CHUNK = 32


class Workshop:
    """Maps tasks over items, in this process or in many, and looks into the store first."""

    def __init__(self, store: Store, workers: int = 1, executor: "Executor | None" = None) -> None:
        """executor: any of concurrent.futures; without one, `workers` processes are started when they pay."""
        self.store, self.workers = store, workers
        self._given = self._executor = executor

    def close(self) -> None:
        """Sends its own workers home."""
        if self._executor and self._executor is not self._given:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None

    def map(self, task: Callable[[Item], bytes], items: Iterable[tuple[str, Item]], count: int) -> Iterator[memoryview]:
        """The task's result for each (key, item), in their order, whatever the number of workers.

        task: pure, importable by name. key: digest of task, code and item: equal keys have equal results. count: how
        many items there may be.
        """
        executor = self._executor_for(count)
        waiting: deque[_Batch[Item]] = deque()
        batch = _Batch[Item]()
        for key, item in items:
            batch.add(key, item, self.store.get(key))
            if len(batch.missing) == CHUNK or len(batch.slots) == 4 * CHUNK:
                waiting.append(batch.begin(executor, task))
                batch = _Batch()
                # So many batches at once keep the workers busy; more would only fill the memory.
                while len(waiting) > 2 * self.workers + 2:
                    yield from waiting.popleft().results(self.store)
        waiting.append(batch.begin(executor, task))
        while waiting:
            yield from waiting.popleft().results(self.store)

    def _executor_for(self, count: int) -> "Executor | None":
        if self._executor is None and self.workers > 1 and count >= SMALLEST_BATCH:
            self._executor = pool(self.workers)
        return self._executor if count >= SMALLEST_BATCH else None


class _Batch(Generic[Item]):
    """Some items in a row: those that the store knows, and those that are being made."""

    def __init__(self) -> None:
        self.slots: list[tuple[str, memoryview | None]] = []
        self.missing: list[tuple[str, Item]] = []
        self.future: Future[list[bytes]] | None = None
        self.made: list[bytes] = []

    def add(self, key: str, item: Item, found: memoryview | None) -> None:
        """One more item. found: what the store has for it."""
        self.slots.append((key, found))
        if found is None:
            self.missing.append((key, item))

    def begin(self, executor: "Executor | None", task: Callable[[Item], bytes]) -> "_Batch[Item]":
        """Has what is missing made, here and now where there is no executor."""
        if self.missing and executor:
            self.future = executor.submit(make, task, self.missing, seal.secret())
        elif self.missing:
            self.made = make(task, self.missing, seal.secret())
        return self

    def results(self, store: Store) -> Iterator[memoryview]:
        """The results in order; what was made goes into the store."""
        made = iter(self.future.result() if self.future else self.made)
        for key, found in self.slots:
            if found is not None:
                yield found
                continue
            sealed = next(made)
            store.put(key, sealed)
            yield memoryview(sealed)[seal.SIZE :]


def make(task: Callable[[Item], bytes], batch: Iterable[tuple[str, Item]], secret: bytes) -> list[bytes]:
    """The sealed results of a batch: what a worker does."""
    return [seal.seal(key, task(item), secret) for key, item in batch]


def pool(workers: int) -> "Executor":
    """Worker processes. Forked where nothing else runs in this process, because they then need no imports of their
    own; forking a process that has threads is unsafe, so elsewhere they are started afresh."""
    from concurrent.futures import ProcessPoolExecutor  # only large builds need it
    from multiprocessing import get_context

    safe = sys.platform == "linux" and threading.active_count() == 1
    return ProcessPoolExecutor(workers, mp_context=get_context("fork" if safe else "spawn"))
