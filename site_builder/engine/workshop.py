"""The workshop: one parallel map for both stages of the build, which remembers what it made."""

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from site_builder.engine import seal
from site_builder.engine.store import Store

Item = TypeVar("Item")
# Below this many items that nobody has made yet a pool costs more than it saves (docs/performance.md).
SMALLEST_BATCH = 64
CHUNK = 32


class Workshop:
    """Maps tasks over items, in this process or in many, and looks into the store first."""

    def __init__(self, store: Store, workers: int = 1, executor: Executor | None = None) -> None:
        """executor: any of concurrent.futures; without one, `workers` processes are started when they pay."""
        self.store, self.workers = store, workers
        self._given = self._executor = executor

    def close(self) -> None:
        """Sends its own workers home."""
        if self._executor and self._executor is not self._given:
            self._executor.shutdown(cancel_futures=True)
            self._executor = None

    def map(self, task: Callable[[Item], bytes], items: Iterable[tuple[str, Item]], count: int) -> Iterator[bytes]:
        """The task's result for each (key, item), in their order, whatever the number of workers.

        task: pure, importable by name. key: digest of task, code and item: equal keys have equal results. count: how
        many items there may be.
        """
        executor = self._executor_for(count)
        waiting: deque[tuple[Future[list[bytes]] | None, list[tuple[str, bytes | None]]]] = deque()
        batch: list[tuple[str, Item]] = []
        slots: list[tuple[str, bytes | None]] = []
        for key, item in items:
            found = self.store.get(key)
            slots.append((key, found))
            if found is None:
                batch.append((key, item))
            if len(batch) == CHUNK or (len(slots) >= 4 * CHUNK):
                waiting.append((self._begin(executor, task, batch), slots))
                batch, slots = [], []
                # So many batches at once keep the workers busy; more would only fill the memory.
                while len(waiting) > 2 * self.workers + 2:
                    yield from self._finish(*waiting.popleft())
        waiting.append((self._begin(executor, task, batch), slots))
        while waiting:
            yield from self._finish(*waiting.popleft())

    def _executor_for(self, count: int) -> Executor | None:
        if self._executor is None and self.workers > 1 and count >= SMALLEST_BATCH:
            self._executor = pool(self.workers)
        return self._executor if count >= SMALLEST_BATCH else None

    def _begin(
        self, executor: Executor | None, task: Callable[[Item], bytes], batch: list[tuple[str, Item]]
    ) -> Future[list[bytes]] | None:
        if not batch:
            return None
        if executor is None:
            done: Future[list[bytes]] = Future()
            done.set_result(make(task, batch, seal.secret()))
            return done
        return executor.submit(make, task, batch, seal.secret())

    def _finish(self, future: Future[list[bytes]] | None, slots: list[tuple[str, bytes | None]]) -> Iterator[bytes]:
        made = iter(future.result() if future else ())
        for key, found in slots:
            if found is not None:
                yield found
                continue
            sealed = next(made)
            self.store.put(key, sealed)
            yield sealed[seal.SIZE :]


def make(task: Callable[[Item], bytes], batch: Iterable[tuple[str, Item]], secret: bytes) -> list[bytes]:
    """The sealed results of a batch: what a worker does."""
    return [seal.seal(key, task(item), secret) for key, item in batch]


def pool(workers: int) -> Executor:
    """Worker processes. Forked where nothing else runs in this process, because they then need no imports of their
    own; forking a process that has threads is unsafe, so elsewhere they are started afresh."""
    safe = sys.platform == "linux" and threading.active_count() == 1
    return ProcessPoolExecutor(workers, mp_context=get_context("fork" if safe else "spawn"))
