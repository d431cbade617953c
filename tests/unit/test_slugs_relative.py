"""The way from one page to another: what makes the output work below any folder."""

from posixpath import normpath
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.core.slugs import relative


@pytest.mark.parametrize(
    ("target", "page", "way"),
    [
        ("topics/a/", "topics/b/", "../a/"),
        ("topics/a/", "topics/a/", "./"),
        ("topics/a/#x", "topics/a/", "#x"),
        ("topics/a/#x", "topics/b/", "../a/#x"),
        ("", "topics/a/", "../../"),
        ("", "", "./"),
        ("#x", "", "#x"),
        ("topics/a/", "", "topics/a/"),
        ("static/site.css", "timeline/topics/a/", "../../../static/site.css"),
        ("static/site.css", "", "static/site.css"),
        ("topics/", "topics/a/", "../"),
        ("topics/#x", "topics/a/", "../#x"),
        ("a/b/", "ab/", "../a/b/"),
        ("a/", "404.html", "a/"),
    ],
)
def test_the_way_from_page_to_page(target: str, page: str, way: str) -> None:
    assert relative(target, page) == way


folders = st.lists(st.sampled_from(["a", "b", "ab", "topics"]), max_size=4).map(
    lambda parts: "".join(f"{part}/" for part in parts)
)


@given(folders, st.sampled_from(["", "x.css"]), st.sampled_from(["", "#top"]), folders)
def test_a_browser_arrives_where_the_way_leads(folder: str, name: str, fragment: str, page: str) -> None:
    base = "https://example.org/some/repo/"
    way = relative(folder + name + fragment, page)
    assert urljoin(base + page, way) == base + folder + name + fragment
    assert not way.startswith("/")


@given(folders, folders)
def test_the_way_never_leaves_the_site(folder: str, page: str) -> None:
    assert not normpath("site/" + page + relative(folder, page)).startswith("..")
