"""What the preview's server says to browsers, and what becomes of what it could not say."""

import asyncio
from collections.abc import Callable

import pytest
from tornado.websocket import WebSocketClosedError

from site_builder.doors.serving import Waiting
from tests.beside import beside


class Browser(Waiting):
    """A browser to which a message is under way, for as long as the test likes."""

    def __init__(self) -> None:
        """Nothing of a real connection: only `send_message` is tried."""

    def write_message(self, *_: object) -> "asyncio.Future[None]":
        self.under_way: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        return self.under_way


@pytest.mark.parametrize(
    "end",
    [
        lambda under_way: under_way.cancel(),
        lambda under_way: under_way.set_exception(WebSocketClosedError()),
        lambda under_way: under_way.set_result(None),
    ],
    ids=["we-end", "it-goes", "it-is-told"],
)
def test_message_that_does_not_arrive_is_no_fault_of_ours(end: Callable[["asyncio.Future[None]"], object]) -> None:
    """A message that Ctrl-C overtakes is cancelled: asking for its exception would raise in the loop."""
    complaints: list[object] = []

    async def talk() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        browser = Browser()
        browser.send_message({"command": "reload", "path": "page"})
        end(browser.under_way)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    beside(lambda: asyncio.run(talk()))
    assert not complaints
