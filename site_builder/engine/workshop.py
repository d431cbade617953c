"""The workshop: one parallel map for both stages of the build."""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
# Below this many items a pool costs more than it saves: its workers import everything again.
SMALLEST_BATCH = 64
CHUNK = 32


def pool(workers: int) -> Executor:
    """Worker processes, started afresh: forking a process that has threads is unsafe."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def apply(task: Callable[[Item], Result], items: Iterable[Item], executor: Executor | None = None) -> list[Result]:
    """The task's result for each item, in the order of the items, whatever the number of workers.

    task: pure, importable by name; executor: any of concurrent.futures, or None for this process alone.
    """
    held = list(items)
    if executor is None or len(held) < SMALLEST_BATCH:
        return [task(item) for item in held]
    return list(executor.map(task, held, chunksize=CHUNK))
