"""The export for TimelineJS3: what its format can hold is there, and the rest is told."""

import csv
import io
import json
from typing import Any

import pytest

from site_builder.pages.slides import Slide, as_csv, as_json, losses

SOURCE = ("A & B", "https://example.org/?a=1&b=2")


def slide(date: str = "2025-12-05", **other: Any) -> Slide:  # noqa: ANN401 - the fields of a record
    record = {
        "id": "signed", "url": "https://example.org/timeline/signed/", "date": date, "title": "Signed",
        "summary": "It was.", "state": "happened", "importance": 2, "topics": ["water"], "people": [], "sources": [],
    }  # fmt: skip
    return Slide(record | other, "Water", (SOURCE,))


def shown(one: Slide) -> dict[str, Any]:
    (event,) = json.loads(as_json("T", "D", [one]))["events"]
    return dict(event)


@pytest.mark.parametrize(
    ("date", "start", "end", "words"),
    [
        ("2025-12-05", {"year": 2025, "month": 12, "day": 5}, None, None),
        ("2020/2020-05", {"year": 2020, "month": 1}, {"year": 2020, "month": 5}, "2020 – May 2020"),
        ("2030~", {"year": 2030}, None, "about 2030"),
        ("-0004", {"year": -5}, None, None),  # there is no year 0
        ("196X", {"year": 1960}, {"year": 1969}, "the 1960s"),
    ],
)
def test_dates_are_those_that_timelinejs_counts(
    date: str, start: dict[str, int], end: dict[str, int] | None, words: str | None
) -> None:
    event = shown(slide(date))
    assert (event["start_date"], event.get("end_date"), event["x_edtf"]) == (start, end, date)
    if words is None:
        assert "display_date" not in event
    else:
        assert event["display_date"] == words


def test_an_id_is_always_there_and_the_group_is_one_word_for_readers() -> None:
    event = shown(slide(title="भारत रूस शिखर", topics=["water", "sand"]))
    assert (event["unique_id"], event["group"], event["x_topics"]) == ("signed", "Water", ["water", "sand"])


def test_what_was_called_off_is_not_told_as_if_it_had_happened() -> None:
    assert shown(slide(state="cancelled"))["display_date"] == "5 December 2025 (cancelled)"
    assert shown(slide("2030", state="scheduled"))["display_date"] == "2030 (scheduled)"


def test_signs_of_html_in_words_are_words() -> None:
    event = shown(slide(title="<b>A</b> & C", summary="1 < 2"))
    assert event["text"]["headline"] == "&lt;b&gt;A&lt;/b&gt; &amp; C"
    assert "1 &lt; 2" in event["text"]["text"]
    assert '<a href="https://example.org/?a=1&amp;b=2">A &amp; B</a>' in event["text"]["text"]


def test_the_spreadsheet_holds_the_same_and_starts_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv([slide("-0004", title="=1+1")]).decode())))
    assert (rows[0]["Year"], rows[0]["End Year"], rows[0]["Headline"]) == ("-5", "", "'=1+1")
    rows = list(csv.DictReader(io.StringIO(as_csv([slide("2025-12-04/2025-12-05")]).decode())))
    assert [rows[0][name] for name in ("Year", "Month", "Day", "End Year", "End Month", "End Day", "Group")] == [
        "2025", "12", "4", "2025", "12", "5", "Water",
    ]  # fmt: skip


def test_what_is_lost_is_told() -> None:
    assert list(losses([slide()], as_table=False)) == []
    told = "; ".join(losses([slide("2030~", topics=["a", "b"], people=["c"])], as_table=True))
    for words in ("1 events have more than one topic", "1 dates are uncertain", "who took part", "no column for ids"):
        assert words in told
