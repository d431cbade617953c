"""Hints of changes: whoever waits for one can be told to end at any moment."""

import asyncio

import pytest

from site_builder.doors.watching import Hints
from tests.beside import beside


@pytest.mark.parametrize("later", range(6))
@pytest.mark.parametrize("wait", [lambda hints: hints.take(soon=False), Hints.rest], ids=["take", "rest"])
def test_an_end_that_comes_with_a_hint_is_not_lost(wait: object, later: int) -> None:
    async def end() -> bool:
        hints = Hints()
        waiting = asyncio.create_task(wait(hints))  # type: ignore[operator]
        await asyncio.sleep(0.01)
        hints.add({"content/pages/about.md"})
        for _ in range(later):
            await asyncio.sleep(0)
        asked = waiting.cancel()
        await asyncio.wait([waiting])
        return not asked or waiting.cancelled()

    assert beside(asyncio.run, end())
