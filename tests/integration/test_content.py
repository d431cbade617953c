"""The repository's own content, built as readers get it: sound pages, no broken way, every claim with its grounds."""

import gzip
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest

from site_builder.content.parse import parse
from site_builder.core.checks import CHECKS
from site_builder.core.model import Claim, SiteConfig, Source
from site_builder.engine import disk
from site_builder.engine.build import build
from site_builder.engine.result import Request, Result
from site_builder.weave.ledger import RESULTS, STATUSES

REPOSITORY = Path(__file__).parent.parent.parent
TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
VOID = set("area base br col embed hr img input link meta source track wbr".split())
# What ends a paragraph in a browser, whatever the end tags say.
BLOCKS = set(
    "address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header "
    "hr main nav ol p pre section table ul".split()
)
LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src",
           "embed": "src", "object": "data", "use": "href", "image": "href", "track": "src"}  # fmt: skip
# docs/editorial.md, "Names" and "Voice": other spellings of names, and words that judge or that the calendar overtakes.
OTHER_SPELLINGS = (
    "Turkey", "Kiev", "Zelensky", "Zelenskiy", "Sergei Lavrov", "Andrey Belousov", "Alexei Likhachev", "Andrei Slepnev",
    "Nikita Khruschev", "Kaya Kallas", "Rashtrapati Bhawan", "Koodankulam", "ruble", "rubles", "defense", "program",
    "percent",
)  # fmt: skip
JUDGING = (
    "historic", "unprecedented", "controversial", "so-called", "massive", "landmark", "crucial", "robust", "tightrope",
    "slammed", "admitted", "insisted", "claimed", "bolster", "recently", "currently", "nowadays",
)  # fmt: skip
SEVEN = ("visit", "labour-mobility", "defence", "nuclear-energy", "trade", "oil-and-sanctions", "balancing-act")
# How the section visit/expected-and-found tells each result of the article's statements.
COUNTED = {
    "happened": "{} held as stated.",
    "partly": "{} held in part.",
    "changed": "{} was true and then changed.",
    "unknown": "{} stay open.",
    "unsupported": "{} is without support.",
}
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
IDS = ("popovertarget", "aria-labelledby", "aria-describedby", "aria-controls", "for", "list", "form")


class Page(HTMLParser):
    """A page as far as these tests look: its tags, its words, and what is wrong with its nesting."""

    def __init__(self, path: str, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.pieces: list[str] = []
        self.title = ""
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]
        self.ids = [values["id"] for _, values in self.tags if "id" in values]
        self.text = " ".join("".join(self.pieces).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if len(values) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        if tag in BLOCKS and "p" in self.open and "svg" not in self.open:
            self.faults.append(f"<{tag}> inside <p>")
        if tag in {"a", "button"} and {"a", "button"} & set(self.open):
            self.faults.append(f"<{tag}> inside a link or button")
        self.tags.append((tag, values))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if "svg" not in self.open and tag not in VOID:
            self.faults.append(f"<{tag}/> outside of a drawing")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing, line {self.getpos()[0]}")

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["title"] and "svg" not in self.open:
            self.title += data
        self.pieces.append(data)

    def values(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """The attributes of every tag of a name that has these values."""
        return [
            values
            for name, values in self.tags
            if name == tag and all(values.get(key.rstrip("_")) == value for key, value in wanted.items())
        ]


@dataclass(frozen=True)
class Published:
    """The site as it was built."""

    result: Result
    folder: Path
    files: frozenset[str]
    pages: dict[str, Page]
    config: SiteConfig
    claims: dict[str, Claim]
    sources: dict[str, Source]
    ways: dict[str, set[str]] = field(default_factory=dict)

    def target(self, page: Page, way: str) -> tuple[str, str]:
        """The file below the output folder and the fragment to which a way leads, as a browser would find it."""
        whole = urlsplit(urljoin(self.config.base_url + page.path.removesuffix("index.html"), way))
        root = urlsplit(self.config.base_url).path
        path = unquote(whole.path).removeprefix(root) if unquote(whole.path).startswith(root) else "outside"
        return (path + "index.html" if path == "" or path.endswith("/") else path), unquote(whole.fragment)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The repository's content, built once."""
    folder = tmp_path_factory.mktemp("content") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(int(TODAY.timestamp())))
        result = build(Request(REPOSITORY, folder))
    files = frozenset(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    pages = {path: Page(path, (folder / path).read_text("utf-8")) for path in sorted(files) if path.endswith(".html")}
    metas = [document.meta for file in disk.read_all(REPOSITORY)[0] for document in parse(file).documents]
    config = next(meta for meta in metas if isinstance(meta, SiteConfig))
    claims = {meta.id: meta for meta in metas if isinstance(meta, Claim)}
    sources = {meta.id: meta for meta in metas if isinstance(meta, Source)}
    made = Published(result, folder, files, pages, config, claims, sources)
    for path, page in pages.items():
        links = [values["href"] for values in page.values("a") if not is_external(values["href"])]
        made.ways[path] = {made.target(page, link)[0] for link in links}
    return made


def is_external(way: str) -> bool:
    return bool(re.match(r"(?:[a-z][a-z0-9+.-]*:|//)", way))


def faults(site: Published, look: Callable[[Page], list[str]]) -> list[str]:
    """What a look at every page finds wrong, the first twenty."""
    return [f"{path}: {fault}" for path, page in site.pages.items() for fault in look(page)][:20]


def test_the_content_has_no_problem(site: Published) -> None:
    assert site.result.problems == ()
    assert site.result.left_out == ()


# What a day or the web brings without an edit, so that a build would fail by itself: no error in site.yaml.
NOT_ENFORCED = {"overdue-review", "past-question", "past-event", "dead-link", "moved-link"}


def test_every_check_that_only_an_edit_can_break_is_an_error(site: Published) -> None:
    assert {code for code, level in site.config.checks if level == "error"} == set(CHECKS) - NOT_ENFORCED


def test_no_check_finds_anything_on_the_day_of_the_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(TODAY.timestamp())))
    result = build(Request(REPOSITORY, None, thorough=True))
    assert result.problems == ()


def test_ranges_of_years_have_an_en_dash() -> None:
    pattern = re.compile(r"(?<![\w\[-])(?:19|20)\d\d-(?:1[3-9]|[2-9]\d)(?![\w-])")
    settings = re.compile(r"^\s*(?:- \[|- at:|where:|period:).*$", re.MULTILINE)
    found = {path: pattern.findall(settings.sub("", text)) for path, text in own_words().items()}
    assert {path: ranges for path, ranges in found.items() if ranges} == {}


def test_there_are_well_over_120_pages(site: Published) -> None:
    assert len(site.pages) > 120


def test_every_way_inside_the_site_leads_somewhere(site: Published) -> None:
    def look(page: Page) -> list[str]:
        found = []
        for tag, values in page.tags:
            for way in (values[name] for name in ("href", "src") if name in values):
                if is_external(way):
                    continue
                path, fragment = site.target(page, way)
                if path not in site.files:
                    found.append(f'<{tag}> leads to "{way}", which is no file')
                elif fragment and fragment not in (site.pages[path].ids if path in site.pages else ()):
                    found.append(f'<{tag}> leads to "{way}", where nothing has that id')
        return found

    assert faults(site, look) == []


def test_pages_lead_by_relative_ways(site: Published) -> None:
    def look(page: Page) -> list[str]:
        ways = [values.get(name, "") for _, values in page.tags for name in ("href", "src")]
        return [way for way in ways if way.startswith("/") and page.path != "404.html"]

    assert faults(site, look) == []


def test_no_address_is_written_in_full_where_a_relative_way_would_do(site: Published) -> None:
    def look(page: Page) -> list[str]:
        links = [values["href"] for values in page.values("a")]
        return [way for way in links if way.startswith(site.config.base_url)]

    assert faults(site, look) == []


def test_ids_that_a_page_refers_to_are_on_it(site: Published) -> None:
    def look(page: Page) -> list[str]:
        wanted = [word for _, values in page.tags for name in IDS for word in values.get(name, "").split()]
        return sorted({word for word in wanted if word not in page.ids})

    assert faults(site, look) == []


def test_no_id_stands_twice_on_a_page(site: Published) -> None:
    assert faults(site, lambda page: sorted({name for name in page.ids if page.ids.count(name) > 1})) == []


def test_tags_nest_as_a_browser_reads_them(site: Published) -> None:
    assert faults(site, lambda page: page.faults) == []


def test_every_page_has_one_title_description_address_language_and_heading(site: Published) -> None:
    def look(page: Page) -> list[str]:
        found = []
        address = site.config.base_url + page.path.removesuffix("index.html")
        canonical = [values["href"] for values in page.values("link", rel="canonical")]
        if page.path.startswith("embed/"):
            # A part of a page that has all that; it leads there.
            places = [way.removeprefix(site.config.base_url) + "index.html" for way in canonical]
            return [place for place in places if place not in site.pages or place.startswith("embed/")]
        descriptions = [values["content"] for values in page.values("meta", name="description")]
        found += ["title"] * (not page.title.strip())
        found += ["description"] * (len(descriptions) != 1 or not descriptions[0].strip())
        found += [f"canonical {canonical}"] * (canonical != [address])
        found += ["language"] * ([values.get("lang") for values in page.values("html")] != [site.config.language])
        found += ["h1"] * (len(page.values("h1")) != 1)
        found += ["main"] * (len(page.values("main")) != 1)
        told = {values.get("property", ""): values["content"] for values in page.values("meta") if "content" in values}
        found += ["og:url"] * (told.get("og:url") != address)
        found += ["og:title"] * (not told.get("og:title") or not page.title.startswith(told["og:title"]))
        found += ["og:description"] * (told.get("og:description") != descriptions[0])
        return found

    assert faults(site, look) == []


def test_pictures_have_words_for_those_who_do_not_see_them(site: Published) -> None:
    assert faults(site, lambda page: [values["src"] for values in page.values("img") if not values.get("alt")]) == []


def test_no_page_asks_a_third_party_for_anything(site: Published) -> None:
    def look(page: Page) -> list[str]:
        loaded = [values[LOADING[tag]] for tag, values in page.tags if LOADING.get(tag, "") in values]
        told = {"canonical", "license", "alternate"}
        loaded += [values["href"] for values in page.values("link") if values.get("rel") not in told]
        loaded += re.findall(r"url\(([^)]*)\)", " ".join(values.get("style", "") for _, values in page.tags))
        return [way for way in loaded if is_external(way)]

    assert faults(site, look) == []


def test_no_stylesheet_or_script_asks_a_third_party_for_anything(site: Published) -> None:
    calls = re.compile(r"""(?:url\(|@import|import|fetch\()\s*["']?\s*(?:https?:)?//""")
    texts = {path: (site.folder / path).read_text("utf-8") for path in site.files if path.endswith((".css", ".js"))}
    assert texts
    assert [path for path, text in texts.items() if calls.search(text)] == []


def test_every_page_can_be_reached_from_home(site: Published) -> None:
    reached, waiting = {"index.html"}, ["index.html"]
    while waiting:
        fresh = (site.ways.get(waiting.pop(), set()) & set(site.pages)) - reached
        reached |= fresh
        waiting += fresh
    assert set(site.pages) - reached == {"404.html"}


def test_every_claim_shows_its_status_and_its_sources(site: Published) -> None:
    assert len(site.claims) > 100
    for claim in site.claims.values():
        page = site.pages[f"claims/{claim.id}/index.html"]
        assert claim.text in page.text, claim.id
        assert STATUSES[claim.status][0] in page.text, claim.id
        named = {citation.partition(",")[0].strip() for citation in claim.sources}
        assert named
        assert {f"sources/{source}/index.html" for source in named} <= site.ways[page.path], claim.id


def test_every_source_leads_to_the_original_and_to_what_rests_on_it(site: Published) -> None:
    for source in site.sources.values():
        page = site.pages[f"sources/{source.id}/index.html"]
        assert source.title in page.text, source.id
        assert not source.url or page.values("a", href=source.url), source.id
        assert not source.caution or source.caution in page.text, source.id


def test_the_article_has_sixteen_statements(site: Published) -> None:
    assert len(set(site.config.home.expected_then_happened)) == 16


def test_each_statement_of_the_article_is_two_clicks_from_home_with_its_outcome(site: Published) -> None:
    first = site.ways["index.html"]
    within_two = first | {path for way in first for path in site.ways.get(way, set())}
    for identifier in site.config.home.expected_then_happened:
        claim = site.claims[identifier]
        assert claim.outcome is not None, identifier
        words = (claim.text, RESULTS[claim.outcome.result], claim.outcome.text)
        telling = [path for path in within_two if path in site.pages and all(w in site.pages[path].text for w in words)]
        assert f"claims/{identifier}/index.html" in telling, identifier


def test_the_sitemap_keeps_the_rules_of_sitemaps(site: Published) -> None:
    """Those of https://www.sitemaps.org/protocol.html: names, order, limits, dates, and addresses of one host."""
    data = (site.folder / "sitemap.xml").read_bytes()
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    root = ET.fromstring(data)  # noqa: S314 - our own file
    assert root.tag == f"{name}urlset"
    assert len(data) <= 50 * 1024 * 1024
    assert 0 < len(root) <= 50_000
    days, addresses = [], []
    for entry in root:
        assert entry.tag == f"{name}url"
        assert [child.tag.removeprefix(name) for child in entry] in (["loc"], ["loc", "lastmod"])
        addresses.append(entry.findtext(f"{name}loc") or "")
        days += [child.text or "" for child in entry[1:]]
    assert all(re.fullmatch(r"https://[!-~]{1,2039}", address) for address in addresses)
    assert len({address.split("/")[2] for address in addresses}) == 1
    assert len(set(addresses)) == len(addresses)
    assert days
    assert all(datetime.fromisoformat(day).replace(tzinfo=UTC) <= TODAY for day in days)


def test_the_sitemap_lists_every_page_but_the_404_page(site: Published) -> None:
    root = ET.fromstring((site.folder / "sitemap.xml").read_bytes())  # noqa: S314 - our own file
    found = [place.text or "" for place in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    listed = [
        path for path in site.pages if path != "404.html" and not path.startswith("embed/") and "cite/" not in path
    ]
    pages = {site.config.base_url + path.removesuffix("index.html") for path in listed}
    assert len(found) == len(set(found))
    assert set(found) == pages


def prose(file: Path) -> str:
    """The words of a content file as readers see them: without addresses, ids of sources and targets of links."""
    text = re.sub(r"\[@[^\]]*\]|https?://\S+", "", file.read_text("utf-8"))
    text = re.sub(r"\[\[[^\]|]*\|([^\]]*)\]\]", r"\1", text)
    return re.sub(r"\[\[([^\]]*)\]\]", lambda link: link[1].replace("-", " "), text)


def length(section: Path) -> int:
    """How many words a section has from its summary on, those of blocks without their settings."""

    def told(block: re.Match[str]) -> str:
        settings = r"^ *(?:- )?(?:data|type|x|y|where|series|sources|events|claims|topic|value)\b.*$|^ +- [a-z0-9-]+$"
        return re.sub(settings, "", block[1], flags=re.MULTILINE)

    text = re.sub(r"^```\w+\n(.*?)^```", told, prose(section), flags=re.DOTALL | re.MULTILINE)
    return len(re.findall(r"[^\W_][\w’'.,-]*", text.partition("summary:")[2]))


def own_words() -> dict[str, str]:
    """What the editors wrote, by path; the register of sources keeps the spellings of others."""
    files = [*(REPOSITORY / "content").rglob("*.md"), *(REPOSITORY / "content").rglob("*.yaml")]
    return {
        file.relative_to(REPOSITORY).as_posix(): prose(file) for file in sorted(files) if file.parent.name != "sources"
    }


@pytest.mark.parametrize("words", [OTHER_SPELLINGS, JUDGING], ids=["names", "judging"])
def test_words_that_the_style_sheet_rules_out_stand_nowhere(words: tuple[str, ...]) -> None:
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])")
    found = {path: sorted(set(pattern.findall(text))) for path, text in own_words().items()}
    assert {path: words for path, words in found.items() if words} == {}


def test_the_seven_topics_are_as_long_as_the_style_sheet_says() -> None:
    sections = {topic: sorted((REPOSITORY / "content/topics" / topic).glob("[0-9]*.md")) for topic in SEVEN}
    found = {topic: (len(files), sum(map(length, files))) for topic, files in sections.items()}
    assert {topic: have for topic, have in found.items() if not (4 <= have[0] <= 7 and 900 <= have[1] <= 1600)} == {}


def test_every_topic_is_light_and_not_only_the_longest(site: Published) -> None:
    """As tests/browser/test_budgets.py counts the longest page: what a topic loads, the one font with it, in 50 KB."""
    font = max(len((site.folder / path).read_bytes()) for path in site.files if path.endswith("display.woff2"))
    found = {}
    for path in (path for path in site.pages if re.fullmatch(r"topics/[^/]+/index\.html", path)):
        page = site.pages[path]
        loaded = [values["href"] for values in page.values("link", rel="stylesheet")]
        loaded += [values["src"] for values in page.values("script") if "src" in values]
        files = [path, *(site.target(page, way)[0] for way in loaded)]
        found[path] = font + sum(len(gzip.compress((site.folder / file).read_bytes(), 9, mtime=0)) for file in files)
    assert len(found) > len(SEVEN)
    assert {path: weight for path, weight in found.items() if weight > 50 * 1024} == {}


def test_every_event_has_its_context_in_two_to_five_sentences() -> None:
    found = {}
    for file in sorted((REPOSITORY / "content/timeline").glob("*.md")):
        body = re.sub(r"\b(S|v)\.", r"\1", prose(file).split("---", 2)[2])
        found[file.name] = len(re.findall(r"[.!?](?:\s|$)", body))
    assert {name: count for name, count in found.items() if not 2 <= count <= 5} == {}


def test_the_home_page_answers_in_under_a_minute(site: Published) -> None:
    home = site.config.home
    words = " ".join([home.question, home.standfirst, *(answer.text for answer in home.answer)]).split()
    assert len(words) <= 240, "a reader takes about 240 words in a minute"


def test_the_count_of_the_statements_is_that_of_the_ledger(site: Published) -> None:
    results = [site.claims[identifier].outcome for identifier in site.config.home.expected_then_happened]
    told = site.pages["topics/visit/index.html"].text
    counts: Counter[str] = Counter(outcome.result for outcome in results if outcome is not None)
    for result, words in COUNTED.items():
        assert words.format(NUMBERS[counts.pop(result)].capitalize()) in told, result
    assert counts == {}
