"""Things that want a thread of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")


def beside(function: Callable[..., Given], *arguments: object) -> Given:
    """What a function gives in a thread of its own: where browser tests ran before, this one has a loop."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(function, *arguments).result()
