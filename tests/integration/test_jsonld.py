"""What pages say in the words of schema.org: words that are there, and nothing that a reader does not see."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from site_builder.engine.build import build
from site_builder.engine.result import Request
from tests.sites import EVENT_ONE, FILES, MORE, TOPIC, write_site
from tests.vocabulary import faults

# What is said in another form than the page says it.
CONSTANTS = {"isAccessibleForFree", "itemListOrder", "encodingFormat", "position", "@type", "@context", "eventStatus"}


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
LANGUAGES = {"en": "English", "hi": "Hindi", "ru": "Russian"}


class Reader(HTMLParser):
    """A page as a reader has it: its words, and where they lead; and its graph."""

    def __init__(self, text: str, address: str) -> None:
        super().__init__()
        self.address, self.words, self.days, self.languages = address, "", set[str](), set[str]()
        self.addresses, self.graph, self.kinds = {address}, "", list[str]()
        self.feed(text)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.kinds = [tag, given.get("type", "")]
        self.days.add(given.get("datetime", ""))
        self.languages.add(given.get("lang", ""))
        # Where a page is shared its picture is seen; Open Graph names it.
        picture = given.get("content", "") if given.get("property") == "og:image" else ""
        if target := given.get("href") or picture:
            self.addresses.add(urljoin(self.address, target).partition("#")[0])

    def handle_endtag(self, _: str) -> None:
        self.kinds = []

    def handle_data(self, data: str) -> None:
        if self.kinds == ["script", "application/ld+json"]:
            self.graph += data
        elif self.kinds[:1] not in (["script"], ["style"], ["title"]):
            self.words += data

    def shows(self, name: str, value: object) -> bool:
        """Whether a reader sees a value, or where it leads; a day also as `<time>` has it."""
        text = str(value)
        if text.startswith("http"):
            return text.partition("#")[0] in self.addresses
        if name in {"inLanguage", "@language"}:
            return text in self.languages or LANGUAGES[text] in self.words
        return text in self.days or " ".join(text.split()) in self.words


def values(name: str, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any value of JSON
    """Every value of a graph with the name of its property."""
    if name in CONSTANTS:
        return
    if isinstance(value, dict):
        for inner, item in value.items():
            yield from values(inner, item)
    elif isinstance(value, list):
        for item in value:
            yield from values(name, item)
    else:
        yield name, value


def pages(folder: Path) -> dict[str, Reader]:
    """The pages of a site by their address on it."""
    found = {}
    for file in sorted(folder.rglob("index.html")):
        path = file.relative_to(folder).as_posix().removesuffix("index.html")
        if path.startswith(("embed/", "how-we-work/")):
            continue  # what leads to the page of a thing, and says nothing of its own
        text = file.read_text("utf-8")
        (address,) = re.findall(r'<link rel="canonical" href="(.*?)">', text)
        assert address.endswith(path)
        found[path] = Reader(text, address)
    return found


def built(folder: Path, **changes: str) -> dict[str, Reader]:
    site = write_site(folder / "site", **(FILES | MORE | {"static/river.svg": SVG} | changes))
    result = build(Request(site, folder / "out"))
    assert result.ok, result.problems
    return pages(folder / "out")


@pytest.fixture(scope="module", autouse=True)
def end_of_january() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1769884199")
        yield


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reader]:
    change = "changes:\n  - {date: 2026-01-10, kind: correction, note: A name was wrong.}\n"
    topic = TOPIC.replace("changes:\n", change)
    return built(tmp_path_factory.mktemp("jsonld"), **{"content/topics/water/index.md": topic})


def graph(page: Reader) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(page.graph)["@graph"]
    return found


def of_type(page: Reader, kind: str) -> list[dict[str, Any]]:
    return [node for node in graph(page) if kind in (node.get("@type"), *node.get("@type", []))]


def test_every_page_has_a_graph_that_schema_org_understands(small: dict[str, Reader]) -> None:
    assert len(small) > 30
    assert {path: found for path, page in small.items() if (found := faults(graph(page)))} == {}


def test_every_value_of_a_graph_is_seen_on_its_page(small: dict[str, Reader]) -> None:
    unseen = {
        path: found
        for path, page in small.items()
        if (found := [(name, value) for name, value in values("", graph(page)) if not page.shows(name, value)])
    }
    assert unseen == {}


@pytest.mark.parametrize(
    ("node", "fault"),
    [
        ({"@type": "Novel"}, "no type"),
        ({"@type": "Event", "headline": "x"}, "has no headline"),
        ({"@type": "Event", "startDate": "about 2030"}, "startDate"),
        ({"@type": "Event", "organizer": {"@type": "Event"}}, "organizer"),
        ({"@type": "Claim", "text": 7}, "text"),
    ],
)
def test_the_judge_finds_what_schema_org_does_not_understand(node: dict[str, Any], fault: str) -> None:
    (found,) = faults([node])
    assert fault in found


def test_a_topic_is_an_article_with_its_days_and_corrections(small: dict[str, Reader]) -> None:
    (article,) = of_type(small["topics/water/"], "BackgroundNewsArticle")
    assert "NewsArticle" in article["@type"]
    (correction,) = article["correction"]
    assert correction == {"@type": "CorrectionComment", "text": "A name was wrong.", "datePublished": "2026-01-10"}
    assert article["headline"] in small["topics/water/"].words


def test_the_last_breadcrumb_is_the_page_itself(small: dict[str, Reader]) -> None:
    for path, page in small.items():
        trails = of_type(page, "BreadcrumbList")
        assert [trail["itemListElement"][-1]["item"]["@id"] for trail in trails] == ([page.address] if path else [])


def test_a_timeline_lists_its_events_in_its_order(small: dict[str, Reader]) -> None:
    def urls(path: str) -> list[str]:
        (page,) = of_type(small[path], "CollectionPage")
        return [item["url"] for item in page["mainEntity"]["itemListElement"]]

    assert len(urls("timeline/")) > 1
    assert urls("timeline/newest/") == urls("timeline/")[::-1]


def test_a_change_of_the_content_is_in_the_page_and_in_its_graph(tmp_path: Path) -> None:
    path = next(path for path, text in FILES.items() if text == EVENT_ONE)
    title = re.findall("^title: (.*)$", EVENT_ONE, re.MULTILINE)[0]
    found = built(tmp_path, **{path: EVENT_ONE.replace(title, "Another <b> & “title”")})
    (changed,) = [
        page for name, page in found.items() if name == f"timeline/{path.split('/')[-1].removesuffix('.md')}/"
    ]
    assert "Another <b> & “title”" in changed.words
    assert of_type(changed, "Event")[0]["name"] == "Another <b> & “title”"


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!-- <script>"])
def test_no_title_ends_the_script_that_holds_the_graph(tmp_path: Path, text: str) -> None:
    path = next(path for path, text in FILES.items() if text == EVENT_ONE)
    title = re.findall("^title: (.*)$", EVENT_ONE, re.MULTILINE)[0]
    found = built(tmp_path, **{path: EVENT_ONE.replace(title, f"'{text}'")})
    assert any(node.get("name") == text for page in found.values() for node in graph(page))
