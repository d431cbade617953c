"""The explainer of this repository, built once and served as GitHub Pages would serve it."""

from collections.abc import Iterator

import pytest

from tests.browser.publishing import Published, publish


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    with publish(tmp_path_factory.mktemp("published")) as published:
        yield published
