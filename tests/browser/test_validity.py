"""Every page is valid HTML, as the Nu checker sees it."""

from pathlib import Path

import pytest

from tests import nu
from tests.browser.publishing import Published

# Its list of CSS is years behind the browsers' (no @container, no anchors); browsers check that in their own way.
CSS = "CSS: "
# It knows neither the digests of a policy nor that a file stands for an address; test_theme.py asks a browser.
POLICY = "violates Content Security Policy"


@pytest.fixture(scope="module")
def messages(published: Published, nu_jar: Path) -> list[nu.Message]:
    """What the checker says of all pages, of every kind."""
    said = nu.check(nu_jar, sorted(published.folder.rglob("*.html")))
    return [each for each in said if not each.text.startswith(CSS) and POLICY not in each.text]


def of_weight(messages: list[nu.Message], weight: str, folder: Path) -> dict[str, str]:
    """By sentence the first place that it is said of."""
    places: dict[str, str] = {}
    for each in messages:
        if each.weight == weight:
            places.setdefault(each.text, f"{each.file.relative_to(folder)}:{each.line}: {each.excerpt}")
    return places


def test_every_page_is_valid(published: Published, messages: list[nu.Message]) -> None:
    assert of_weight(messages, "error", published.folder) == {}


def test_checker_warns_of_no_page(published: Published, messages: list[nu.Message]) -> None:
    assert of_weight(messages, "warning", published.folder) == {}


def test_checker_sees_what_is_wrong(nu_jar: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><html lang="en"><title>x</title><p><ul></ul></p><article>x</article>', "utf-8")
    said = nu.check(nu_jar, [page])
    assert {each.weight for each in said} == {"error", "warning"}
    assert {each.file for each in said} == {page}
