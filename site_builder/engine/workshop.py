"""The workshop: one parallel map for both stages of the build, which remembers what it made."""

import gc
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from site_builder.engine import seal
from site_builder.engine.scan import can_fork
from site_builder.engine.store import Store

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

Item = TypeVar("Item")
Note = TypeVar("Note")
Value = TypeVar("Value")
Result = TypeVar("Result")
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
        if count >= SMALLEST_BATCH:
            gc.enable()
        yield from self._in_turn(self._begun(task, items, count), lambda one: one.results(self.store))

    def _begun(
        self, task: Callable[[Item], bytes], items: Iterable[tuple[str, Item]], count: int
    ) -> "Iterator[_Batch[Item]]":
        batch = _Batch[Item]()
        for key, item in items:
            batch.add(key, item, self.store.get(key))
            if len(batch.missing) == CHUNK or len(batch.slots) == 4 * CHUNK:
                yield batch.begin(self._executor_for(count) if batch.missing else None, task)
                batch = _Batch()
        yield batch.begin(self._executor_for(count) if batch.missing else None, task)

    def map_planned(
        self,
        plan: Callable[[Item], tuple[Note, Value]],
        task: Callable[[Value], Result],
        items: Sequence[Item],
    ) -> Iterator[tuple[Note, Result]]:
        """For each item the note of its plan, and the task's result for the value of its plan. Nothing is remembered.

        plan: may hold the whole site, so it is never sent to another process. Where workers can be forked they have it
        from their parent, and plan what they make; elsewhere all is planned here, and values are sent.
        """
        pays = self._given is None and self.workers > 1 and len(items) >= SMALLEST_BATCH
        if pays:
            self.close()  # those who parsed do not know the site, and a process that has helpers forks none
        if pays and can_fork():
            self.store.share()
            _inherited.append(_Hands(plan, task, items, self.store))
            gc.freeze()  # else each of them looks through the whole site for circles, again and again
            executor = pool(self.workers, _take_up)
            try:
                begins = range(0, len(items), CHUNK)
                yield from self._in_turn((executor.submit(_make_planned, begin) for begin in begins), _outcome)
            finally:
                executor.shutdown(cancel_futures=True)
                gc.unfreeze()
                _inherited.clear()
        elif helpers := self._executor_for(len(items)):
            chunks = ([plan(item) for item in items[at : at + CHUNK]] for at in range(0, len(items), CHUNK))
            yield from self._in_turn((helpers.submit(_make_noted, task, chunk) for chunk in chunks), _outcome)
        else:
            for item in items:
                note, value = plan(item)
                yield note, task(value)

    def _in_turn(self, begun: Iterable[Value], results: Callable[[Value], Iterable[Result]]) -> Iterator[Result]:
        """The results of each thing that was begun, in their order."""
        waiting: deque[Value] = deque()
        for one in begun:
            waiting.append(one)
            # So many at once keep the workers busy; more would only fill the memory.
            while len(waiting) > 2 * self.workers + 2:
                yield from results(waiting.popleft())
        while waiting:
            yield from results(waiting.popleft())

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


class _Hands(NamedTuple):
    """What forked workers have from their parent."""

    plan: Callable[[Any], tuple[Any, Any]]
    task: Callable[[Any], Any]
    items: Sequence[Any]
    store: Store


# Filled before workers are forked, and emptied when they have gone.
_inherited: list[_Hands] = []


def _take_up() -> None:
    """How a forked worker begins: a database's connection cannot be shared between processes."""
    _inherited[0].store.reopen()


def _outcome(future: "Future[list[Result]]") -> list[Result]:
    return future.result()


def _make_planned(begin: int) -> list[tuple[Any, Any]]:
    """The notes and results of a stretch of items."""
    plan, task, items, _ = _inherited[0]
    return [(note, task(value)) for note, value in map(plan, items[begin : begin + CHUNK])]


def _make_noted(task: Callable[[Value], Result], planned: Iterable[tuple[Note, Value]]) -> list[tuple[Note, Result]]:
    """The notes and results of values that were planned elsewhere."""
    return [(note, task(value)) for note, value in planned]


def make(task: Callable[[Item], bytes], batch: Iterable[tuple[str, Item]], secret: bytes) -> list[bytes]:
    """The sealed results of a batch: what a worker does."""
    return [seal.seal(key, task(item), secret) for key, item in batch]


def pool(workers: int, begin: Callable[[], None] | None = None) -> "Executor":
    """Worker processes. Forked where that is safe, because they then need no imports of their own; else started afresh.

    begin: what each of them does first.
    """
    from concurrent.futures import ProcessPoolExecutor  # only large builds need it
    from multiprocessing import get_context

    if not can_fork():
        return ProcessPoolExecutor(workers, get_context("spawn"), _begin, (begin,))
    executor = ProcessPoolExecutor(workers, get_context("fork"), _begin, (begin,))
    # All are forked at the first task. Until `_begin` has seen to it, Ctrl-C waits for them.
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        executor.submit(int)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
    return executor


def _begin(first: Callable[[], None] | None) -> None:
    """How every worker begins. Ctrl-C reaches it too, but it is for its parent to say what becomes of the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if first:
        first()
