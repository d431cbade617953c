"""What the site says to machines, read by the programs that others read it with."""

import csv
import io
import json
import warnings
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import feedparser
import icalendar
import markdown
import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import example, given
from hypothesis import strategies as some
from jsonschema import Draft202012Validator

from site_builder.core.exports import FORMATS as NAMES
from site_builder.core.exports import CalendarEntry, CalendarView, CsvView
from site_builder.pages.formats import FORMATS, calendar, table
from site_builder.pages.plain import escaped
from site_builder.pages.render import Theme, render
from tests.weaving import BASE_URL, LEAST, claim, event, planned, section

SITE = {
    "content/timeline/a.yaml": event("signed", "2025-12-05")
    + event("talks", "2025-12-04/2025-12-05")
    + event("month", "2025-12")
    + event("about", "2030~", ", state: scheduled")
    + event("leap", "2024-02-29"),
    "content/claims/a.yaml": claim("one") + claim("two", ", superseded_by: one", "superseded"),
}


def published(output: str, files: dict[str, str] | None = None) -> bytes:
    """The bytes of one output of a small site."""
    (job,) = [job for job in planned(SITE if files is None else files) if job.output == output]
    done = render(Theme(()), job)
    assert done.output is not None
    return done.output.data


def parsed_feed(output: str, files: dict[str, str] | None = None) -> Any:  # noqa: ANN401 - feedparser's own
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = feedparser.parse(published(output, files))
    assert not found.bozo, found.get("bozo_exception")
    return found


def test_every_format_has_its_writer() -> None:
    assert tuple(FORMATS) == NAMES


def test_the_feed_of_the_site_has_its_topics() -> None:
    feed = parsed_feed("feed.xml")
    assert (feed.version, feed.feed.title, feed.feed.link) == ("atom10", "Two Rivers", BASE_URL)
    (entry,) = feed.entries
    assert entry.id == entry.link == f"{BASE_URL}topics/water/"
    assert (entry.published, entry.updated) == ("2025-12-01T12:00:00Z", "2026-01-10T12:00:00Z")
    assert entry.summary == "Two towns share a river."
    assert feed.feed.updated == "2026-01-10T12:00:00Z"


def test_a_section_is_in_the_content_of_its_topic_with_a_whole_address() -> None:
    text = "---\ntitle: Who signs & when\nsummary: Both <mayors> sign.\n---\nText.\n"
    feed = parsed_feed("feed.xml", {"content/topics/water/10-signing.md": text})
    html = feed.entries[0].content[0].value
    assert f'<a href="{BASE_URL}topics/water/#signing">Who signs &amp; when</a>' in html
    assert "<p>Both &lt;mayors&gt; sign.</p>" in html


@pytest.mark.parametrize("folder", ["", "topics/water/", "changes/"])
def test_both_feeds_say_the_same(folder: str) -> None:
    feed = parsed_feed(f"{folder}feed.xml")
    other = json.loads(published(f"{folder}feed.json"))
    assert other["version"] == "https://jsonfeed.org/version/1.1"
    assert other["feed_url"] == f"{BASE_URL}{folder}feed.json"
    assert other["home_page_url"] == feed.feed.link == BASE_URL + folder
    assert [(item["id"], item["title"], item["summary"], item["date_published"]) for item in other["items"]] == [
        (entry.id, entry.title, entry.summary, entry.published) for entry in feed.entries
    ]


def test_the_id_of_a_change_stays_when_others_are_added() -> None:
    topic = LEAST["content/topics/water/index.md"]
    one = "{date: 2025-12-01, kind: major, note: First edition.}"
    more = f"{one}, {{date: 2025-12-01, kind: minor, note: A comma.}}, {{date: 2026-01-10, kind: minor, note: B.}}"
    before = {entry.id: entry.summary for entry in parsed_feed("topics/water/feed.xml").entries}
    files = {"content/topics/water/index.md": topic.replace(one, more)}
    after = {entry.id: entry.summary for entry in parsed_feed("topics/water/feed.xml", files).entries}
    assert before.items() < after.items()
    assert len(after) == 3


def events_of(data: bytes) -> dict[str, Any]:
    return {str(each["uid"]): each for each in icalendar.Calendar.from_ical(data).walk("VEVENT")}


def test_the_calendar_has_events_whose_days_are_known_and_no_others() -> None:
    found = events_of(published("timeline/events.ics"))
    spans = {uid.removeprefix(f"{BASE_URL}timeline/"): (one.start, one.end) for uid, one in found.items()}
    assert {name: (str(first), str(after)) for name, (first, after) in spans.items()} == {
        "leap/": ("2024-02-29", "2024-03-01"),
        "talks/": ("2025-12-04", "2025-12-06"),
        "signed/": ("2025-12-05", "2025-12-06"),
    }


def test_the_sequence_of_an_event_rises_with_the_history_of_its_topic() -> None:
    topic = LEAST["content/topics/water/index.md"]
    more = topic.replace("First edition.}", "First edition.}, {date: 2026-01-20, kind: minor, note: A.}").replace(
        "updated: 2026-01-10", "updated: 2026-01-20"
    )
    before = events_of(published("timeline/events.ics"))[f"{BASE_URL}timeline/signed/"]
    after = events_of(published("timeline/events.ics", SITE | {"content/topics/water/index.md": more}))
    now = after[f"{BASE_URL}timeline/signed/"]
    assert now["sequence"] == before["sequence"] + 1
    assert now["dtstamp"].dt > before["dtstamp"].dt


@given(some.text(max_size=200).filter(lambda text: text.isprintable()))
def test_any_words_come_through_a_calendar(words: str) -> None:
    entry = CalendarEntry("uid", "https://example.org/", words, words, "20251205", "20251206", "CONFIRMED",
                          "20251205T120000Z", 0, ("one", words))  # fmt: skip
    data = calendar(CalendarView("title", words, "en", (entry,)))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    (found,) = events_of(data).values()
    assert str(found["summary"]) == str(found["description"]) == words


def test_claims_come_with_what_replaced_them() -> None:
    found = json.loads(published("claims/claims.json"))
    assert found["licence"]["name"] == "CC BY 4.0"
    claims = {each["id"]: each for each in found["claims"]}
    assert claims["two"]["superseded_by"] == "one"
    assert claims["one"]["superseded_by"] is None
    assert claims["one"]["sources"] == [{"source": "post", "locator": ""}]


def test_events_keep_their_dates_as_they_were_written() -> None:
    found = json.loads(published("timeline/events.json"))
    assert [each["date"] for each in found["events"]] == [
        "2024-02-29", "2025-12", "2025-12-04/2025-12-05", "2025-12-05", "2030~",
    ]  # fmt: skip


def test_a_citation_processor_takes_the_sources() -> None:
    sources = """\
- {id: post, title: Mayors sign, publisher: River Post, published: 2025-12-05, accessed: 2026-01-02, author: A. Writer,
   url: "https://example.org/post", language: en, kind: news}
- {id: herald, title: Talks, publisher: Herald, published: 2025~, url: "https://example.org/h", language: ru,
   kind: primary}
"""
    items = json.loads(published("sources/sources.json", {"content/sources/press.yaml": sources}))
    issued = {item["id"]: item["issued"] for item in items}
    assert issued == {"post": {"date-parts": [[2025, 12, 5]]}, "herald": {"raw": "2025~"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        bibliography.register(Citation([CitationItem("post")]))
        (line,) = map(str, bibliography.bibliography())
    assert "Mayors sign" in line
    assert "2025" in line


def test_a_table_comes_as_csv_that_no_spreadsheet_runs() -> None:
    header, rows = ("year", "value", "note"), (("2024", "-5", "=1+1"), ("2025", "", "@sum"), ("2026", "7", 'a, "b"'))
    data = table(CsvView(header, (False, True, False), rows))
    assert list(csv.reader(io.StringIO(data.decode(), newline=""))) == [
        ["year", "value", "note"], ["2024", "-5", "'=1+1"], ["2025", "", "'@sum"], ["2026", "7", 'a, "b"'],
    ]  # fmt: skip


def test_every_page_names_a_feed_that_is_there() -> None:
    jobs = planned(SITE)
    outputs = {job.output for job in jobs}
    named = {target for job in jobs for _, _, target in job.frame.alternates}
    assert named <= outputs
    assert {"feed.xml", "topics/water/feed.json", "changes/feed.xml", "timeline/events.ics",
            "timeline/topics/water/events.ics"} <= named  # fmt: skip


def test_what_machines_read_is_sound_xml_whatever_stands_in_a_title() -> None:
    topic = LEAST["content/topics/water/index.md"].replace("Who may take how much?", "'<b>&amp; ]]> हिन्दी العربية'")
    root = ET.fromstring(published("feed.xml", {"content/topics/water/index.md": topic}))  # noqa: S314 - our own
    assert root.findtext("{*}entry/{*}title") == "<b>&amp; ]]> हिन्दी العربية"


def test_crawlers_are_told_where_the_sitemap_is() -> None:
    robots = RobotFileParser()
    robots.parse(published("robots.txt").decode().splitlines())
    assert robots.can_fetch("AnyBot", f"{BASE_URL}topics/water/")
    assert robots.site_maps() == [f"{BASE_URL}sitemap.xml"]


BODY = """\
It *rained* on 5\\*3 days, see [below](#changes) and [[treaty|the treaty]].[@post, p. 4; @herald]

1. First
2. Second, and so on

| Town | Share |
|---|---|
| Upper | `[half]` |

```keyfacts
title: In figures
facts: [{value: 50 per cent, label: 'share of [each] town', sources: [post]}]
```

```compare
title: Two sides
items: [{heading: Upper, text: All of it, sources: [post]}, {heading: Lower, text: Half, sources: [herald]}]
```
"""
TERM = "- {id: treaty, term: Treaty, definition: A contract between towns., sources: [post]}\n"


def text_of(files: dict[str, str]) -> str:
    """What a reader of the plain edition reads, by Python-Markdown: HTML on one line."""
    text = published("topics/water/index.html.md", files).decode()
    return " ".join(markdown.markdown(text, extensions=["footnotes", "tables"]).split())


def test_a_topic_comes_in_plain_text_with_its_sources_as_footnotes() -> None:
    files = SITE | {"content/topics/water/10-rain.md": section(BODY), "content/glossary/a.yaml": TERM}
    html = text_of(files)
    assert "<h1>Who may take how much?</h1>" in html
    assert "<h2>A section</h2> <p><strong>It says something.</strong></p>" in html
    assert f'<a href="{BASE_URL}topics/water/#changes">below</a>' in html
    assert f'<a href="{BASE_URL}glossary/treaty/">the treaty</a>' in html
    assert "<p>It <em>rained</em> on 5*3 days" in html
    assert "<ol> <li>First</li>" in html
    assert "<td>Upper</td> <td><code>[half]</code></td>" in html
    assert "<strong>50 per cent</strong>: share of [each] town" in html
    assert "<strong>Lower</strong>: Half" in html
    assert "(p. 4)" in html
    assert html.count('class="footnote-ref"') >= 5
    assert 'href="https://example.org/herald"' in html
    assert "Mayors sign. River Post" in html


@example("&#1")
@given(some.text(some.sampled_from("ab \\`*_[]()<>#+-=1. !&;l"), min_size=1, max_size=30))
def test_no_sign_in_a_title_is_taken_for_markdown(words: str) -> None:
    words = f"a{words}z"
    html = markdown.markdown(f"# {escaped(words)}", extensions=["footnotes", "tables"])
    shown = "".join(ET.fromstring(html).itertext())  # noqa: S314 - our own
    assert " ".join(shown.split()) == " ".join(words.split())


def test_programs_that_read_text_are_told_where_it_is() -> None:
    jobs = planned(SITE)
    text = published("llms.txt").decode()
    assert text.startswith("# Two Rivers\n\n> A small explainer.\n")
    html = markdown.markdown(text)
    addresses = [link.partition('"')[0] for link in html.split('href="')[1:]]
    assert {address.removeprefix(BASE_URL) for address in addresses} <= {job.output for job in jobs}
    assert f"{BASE_URL}topics/water/index.html.md" in addresses


def test_a_change_of_the_content_is_in_the_plain_text_too() -> None:
    topic = LEAST["content/topics/water/index.md"].replace("Two towns share a river.", "Three towns share it.")
    files = {"content/topics/water/index.md": topic}
    assert "Three towns share it." in text_of(files)
    assert "Three towns share it." in published("llms.txt", files).decode()


OUTCOME = (
    ", outcome: {result: partly, text: Half of it came., as_of: 2026-01, sources: ['post, p. 2'], events: [signed]}"
)


@pytest.mark.parametrize(
    ("file", "name", "word"), [("claims/claims", "claims", "status"), ("timeline/events", "events", "state")]
)
def test_records_are_what_their_schema_says(file: str, name: str, word: str) -> None:
    files = SITE | {"content/claims/b.yaml": claim("three", OUTCOME)}
    schema = json.loads(published(f"{file}.schema.json", files))
    Draft202012Validator.check_schema(schema)
    judge = Draft202012Validator(schema)
    records = json.loads(published(f"{file}.json", files))
    assert [fault.message for fault in judge.iter_errors(records)] == []
    assert records["$schema"] == schema["$id"] == f"{BASE_URL}{file}.schema.json"
    assert len(records[name]) >= 3
    # Neither more nor less than that, nor other words.
    for wrong in ({word: "lost"}, {"id": 5}, {"more": "x"}):
        spoilt = records | {name: [records[name][0] | wrong]}
        assert list(judge.iter_errors(spoilt)) != []
    for field in records[name][0]:
        less = {key: value for key, value in records[name][0].items() if key != field}
        assert list(judge.iter_errors(records | {name: [less]})) != []
    assert list(judge.iter_errors({key: value for key, value in records.items() if key != "licence"})) != []
