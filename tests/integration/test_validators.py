"""What machines read fits the schemas that others have written for it: of sitemaps (XSD) and of JSON Feed 1.1."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator, FormatChecker
from lxml import etree

from site_builder.engine.build import build
from site_builder.engine.result import Request
from tests.machine import npm_install, npm_installed, under_ci
from tests.sites import FILES, MORE, write_site


@pytest.fixture(scope="module")
def schemas() -> Path:
    """The folder of modules from npm that hold the schemas."""
    if npm_installed("schemas") is None and not npm_install("schemas"):
        words = "the schemas could not be had from npm"
        pytest.fail(words) if under_ci() else pytest.skip(words)
    modules = npm_installed("schemas")
    assert modules is not None
    return modules


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_site(tmp_path_factory.mktemp("site"), **(FILES | MORE | {"static/river.svg": "<svg/>\n"}))
    assert build(Request(root, root / "dist")).ok
    return root / "dist"


def test_the_sitemap_fits_its_schema(schemas: Path, output: Path) -> None:
    schema = etree.XMLSchema(file=str(schemas / "sitemap/schema/sitemap.xsd"))
    sitemap = etree.parse(str(output / "sitemap.xml"))
    schema.assertValid(sitemap)
    sitemap.getroot()[0][0].tag = "{http://www.sitemaps.org/schemas/sitemap/0.9}location"
    assert not schema.validate(sitemap)


@pytest.mark.parametrize("path", ["feed.json", "changes/feed.json", "topics/water/feed.json"])
def test_every_json_feed_fits_its_schema(schemas: Path, output: Path, path: str) -> None:
    schema = json.loads((schemas / "jsonfeed-schema/schema-v1.1.json").read_bytes())
    validator = Draft7Validator(schema, format_checker=FormatChecker())
    feed = json.loads((output / path).read_bytes())
    assert feed["items"]
    assert list(validator.iter_errors(feed)) == []
    del feed["items"][0]["id"]
    assert list(validator.iter_errors(feed)) != []
