"""A small whole site, byte for byte: `pytest --update-golden` writes what is expected, a review reads it.

The site has its own plain templates, so that it holds the pipeline and not the theme.
"""

from pathlib import Path

import pytest

from site_builder.content.parse import parse
from site_builder.content.schema import BLOCK_BY_NAME, NOUN_BY_KIND
from site_builder.engine import disk
from site_builder.engine.build import build
from site_builder.engine.result import Request

SMALL = Path(__file__).parent.parent / "golden" / "small"
LAST_SECOND_OF_JANUARY_IN_KOLKATA = "1769884199"


def tree(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a build writes: all but the theme's own static files, and the manifest, which lists those."""
    output = tmp_path_factory.mktemp("golden") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", LAST_SECOND_OF_JANUARY_IN_KOLKATA)
        result = build(Request(SMALL, output))
    assert result.problems == ()
    own = {path for path in tree(SMALL) if path.startswith("static/")}
    return {
        path: data
        for path, data in tree(output).items()
        if path != disk.MANIFEST and (path in own or not path.startswith("static/"))
    }


def test_the_small_site_is_built_as_reviewed(found: dict[str, bytes], update_golden: bool) -> None:
    expected = SMALL / "expected"
    if update_golden:
        for path in tree(expected) if expected.is_dir() else ():
            (expected / path).unlink()
        for path, data in found.items():
            file = expected / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    reviewed = tree(expected)
    assert sorted(reviewed) == sorted(found)
    for path, data in found.items():
        assert reviewed[path].decode("utf-8") == data.decode("utf-8"), path


def test_the_small_site_has_every_kind_and_every_block(found: dict[str, bytes]) -> None:
    pages = b"\n".join(found.values()).decode("utf-8")
    assert [name for name in BLOCK_BY_NAME if f'<aside class="{name}">' not in pages] == []
    kinds = {document.kind for file in disk.read_all(SMALL)[0] for document in parse(file).documents}
    assert kinds == {*NOUN_BY_KIND, "table"}


def test_the_small_site_stays_small(found: dict[str, bytes]) -> None:
    assert len(found) < 70
    assert sum(len(data) for data in found.values()) < 400_000
