"""Slides that others wrote become events: every trap of TimelineJS3's format, and nothing of it lost."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.content.extras import extras
from site_builder.content.parse import parse as parse_file
from site_builder.core.dates import DateError, parse
from site_builder.core.documents import File
from site_builder.core.timelinejs import edtf, span
from site_builder.doors.scaffold import quoted
from site_builder.pages.arrivals import Arrival, Found, Unreadable, arrival, from_csv, from_json, front_matter
from site_builder.pages.slides import Slide, as_csv, as_json, in_order, losses

HEADER = (
    "Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,Media Credit,"
    "Media Caption,Media Thumbnail,Alt Text,Type,Group,Background\n"
)
PATH = "content/timeline/it.md"


def slide(**other: Any) -> dict[str, Any]:  # noqa: ANN401 - what JSON holds
    return {
        "start_date": {"year": 2025, "month": 12, "day": 5},
        "text": {"headline": "Signed", "text": "It was."},
    } | other


def arrived(**other: Any) -> Arrival:  # noqa: ANN401 - what JSON holds
    return arrival(Found("slide 1", slide(**other)), 1)


def exported(one: Arrival, **changed: Any) -> dict[str, Any]:  # noqa: ANN401 - what JSON holds
    """The slide that the export makes of the event of a slide, by way of the event's file."""
    text = front_matter(one, ("water",), 2, ("river-post",), quoted)
    assert parse_file(File(PATH, text)).problems == ()
    record = {
        "id": "it", "url": "https://example.org/timeline/it/", "date": one.date, "title": one.title,
        "summary": one.summary, "state": one.state, "importance": 2, "topics": ["water"], "people": [], "sources": [],
    }  # fmt: skip
    kept = extras(text, PATH).get("")
    made = Slide(record | changed, one.group or "Water", (), kept)
    (event,) = json.loads(as_json("T", "D", [made]))["events"]
    return dict(event)


def without_ours(event: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key not in {"x_edtf", "x_importance", "x_topics", "x_state"}}


def row(cells: str) -> dict[str, Any]:
    (found,) = from_csv(HEADER + cells)[0]
    assert found.fault == ""
    return dict(found.slide)


# Dates


@pytest.mark.parametrize(
    "text", ["2025-12-05", "2025-12", "2025", "0000", "-0043", "-0043-03-15", "2020/2021", "2025-12-04/2026-01-05"]
)
def test_a_plain_date_goes_there_and_back(text: str) -> None:
    assert edtf(span(parse(text))) == text


def test_years_before_our_era_are_shifted_by_one() -> None:
    assert edtf({"start_date": {"year": -44}}) == "-0043"
    assert edtf({"start_date": {"year": "-1"}}) == "0000"


def test_a_year_0_is_told() -> None:
    assert arrived(start_date={"year": 0}).remarks == ("has a year 0, which is read as 1 BCE",)
    assert arrived(start_date={"year": -1}).remarks == ()


def test_an_end_that_timelinejs_drops_is_kept_and_mended() -> None:
    one = arrived(start_date={"year": 2020}, end_date={"year": 2020, "month": 5})
    assert one.date == "2020/2020-05"
    event = exported(one)
    assert event["start_date"].keys() == event["end_date"].keys()


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"start_date": None}, "no `start_date`"),
        ({"start_date": "2025"}, "no object"),
        ({"start_date": {"month": 5}}, "no `year`"),
        ({"start_date": {"year": "MMXXV"}}, "no whole number"),
        ({"start_date": {"year": [2025]}}, "no whole number"),
        ({"start_date": {"year": True}}, "no whole number"),
        ({"start_date": {"year": 2025, "month": 13}}, "no month 13"),
        ({"start_date": {"year": 2025, "month": 2, "day": 30}}, "February 2025 has 28 days"),
        ({"start_date": {"year": 2025, "day": 3}}, "a day and no month"),
        ({"start_date": {"year": -13_800_000_000}}, "beyond what dates hold"),
        ({"start_date": {"year": 2025}, "end_date": {"year": 2024}}, "ends before it begins"),
    ],
)
def test_a_date_that_we_cannot_write_is_refused(dates: dict[str, Any], said: str) -> None:
    with pytest.raises(DateError, match=said):
        arrived(**dates)


def test_a_time_of_day_is_told_and_kept_as_it_was() -> None:
    """The number 0 is no hour to TimelineJS and the text "0" is midnight; neither has a time zone."""
    for midnight in (0, "0"):
        start = {"year": 2025, "month": 12, "day": 5, "hour": midnight, "minute": "30", "format": "HH:MM"}
        one = arrived(start_date=start)
        assert one.remarks == ("has a time of day, which is kept and not shown",)
        assert json.dumps(exported(one)["start_date"]) == json.dumps(start)


# Words


def test_the_summary_is_the_words_and_the_html_is_kept() -> None:
    markup = '<p>One <b>t</b>wo &amp; three.</p><style>p{}</style><script>alert(1)</script><p onclick="x()">Four.</p>'
    one = arrived(text={"headline": "<h2>It &lt;is&gt;</h2>", "text": markup})
    assert (one.title, one.summary) == ("It <is>", "One two & three. Four.")
    assert exported(one)["text"] == {"headline": "<h2>It &lt;is&gt;</h2>", "text": markup}


def test_what_an_editor_has_changed_since_is_exported() -> None:
    one = arrived(media={"url": "https://example.org/a.jpg"}, display_date="soon")
    event = exported(one, title="A & B")
    assert event["text"] == {"headline": "A &amp; B", "text": "It was."}
    event = exported(one, summary="It was not.")
    assert event["text"]["headline"] == "Signed"
    assert event["text"]["text"].startswith("<p>It was not.</p>")
    event = exported(one, date="2026")
    assert (event["start_date"], "display_date" in event) == ({"year": 2026}, False)
    assert event["media"] == {"url": "https://example.org/a.jpg"}


def test_a_slide_without_words_gets_others_and_that_is_told() -> None:
    one = arrived(text={})
    assert (one.title, one.summary) == ("5 December 2025", "5 December 2025")
    assert one.remarks == ("has no headline and no text; other words of it stand in its place",)


def test_spaces_that_do_not_break_stay() -> None:
    assert arrived(text={"headline": "5\u00a0000", "text": " a\n b "}).title == "5\u00a0000"


@pytest.mark.parametrize("text", ["words", {"headline": 3}, {"text": ["a"]}])
def test_a_text_of_another_type_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="`text"):
        arrived(text=text)


# What we have no key for

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=12)
    | st.sampled_from(["1", "1.10", "0", "null", "true", "~", "a: b", " #", "- x", "\n", "\ufeff", "a\ufeffb\u200b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc:#- ", max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
KEYS = st.text(st.sampled_from("abcxyz_ :-#ж"), min_size=1, max_size=10).filter(lambda key: key.strip() == key)


@given(st.dictionaries(KEYS, JSON, max_size=4))
def test_unknown_keys_come_back_with_their_types(unknown: dict[str, Any]) -> None:
    back = without_ours(exported(arrived(**unknown)))
    assert json.dumps(back, sort_keys=True) == json.dumps(slide(**unknown, unique_id="it"), sort_keys=True)


@given(st.integers(-9999, 9999).filter(bool), st.integers(1, 12), st.integers(1, 28), st.integers(0, 3), st.booleans())
def test_dates_come_back_as_they_were(year: int, month: int, day: int, longer: int, text: bool) -> None:
    whole = [("year", year), ("month", month), ("day", day)]
    start = {key: str(value) if text else value for key, value in whole[: 1 + longer % 3]}
    dates: dict[str, Any] = {"start_date": start}
    if longer and year < 9999 and year != -1:
        dates["end_date"] = start | {"year": year + 1}
    back = exported(arrived(**dates))
    assert without_ours(back) == slide(**dates, unique_id="it")
    assert parse(back["x_edtf"]).text == edtf(dates)


def test_media_and_the_rest_are_kept_as_they_are() -> None:
    """Of which kind media is, TimelineJS finds by its address, the first of 27 patterns: nothing is guessed here."""
    rest = {
        "media": {"url": "<iframe src='https://example.org/x'></iframe>", "caption": "<i>c</i>", "link": ""},
        "background": {"url": "/a.png", "color": "#fff", "alt": "x"},
        "location": {"lat": "1.10", "lon": 2.0, "zoom": 10}, "autolink": True, "text_background": True,
        "unique_id": "Ж!", "group": "<b>G</b>",
    }  # fmt: skip
    one = arrived(**rest)
    assert one.group == "G"
    assert without_ours(exported(one)) == slide(**rest) | {"group": "G"}


def test_slides_of_one_day_stay_in_their_order() -> None:
    made = [arrival(Found(f"slide {number}", slide()), number) for number in (1, 2, 3)]
    slides = [Slide({"id": str(number), "date": one.date}, "", (), one.kept) for number, one in enumerate(made)]
    assert [one.record["id"] for one in in_order(reversed(slides))] == ["0", "1", "2"]


def test_an_id_is_exported_where_a_slide_had_none() -> None:
    """The ids that TimelineJS makes itself have no letters but ASCII's, and may be new at each load."""
    assert [exported(arrived(unique_id=name))["unique_id"] for name in ("", None, "Ж!")] == ["it", "it", "Ж!"]


def test_what_no_column_of_a_spreadsheet_holds_is_told() -> None:
    start = {"year": 2025, "hour": 1, "millisecond": 5, "display_date": "x"}
    one = arrived(
        start_date=start, autolink=True, scale="human", media={"url": "u", "link": "l"}, background={"alt": "a"}
    )
    record = {"date": "2025", "topics": ["water"], "people": []}
    told = " ".join(losses([Slide(record, "", (), one.kept)], as_table=True))
    lost = "background.alt, media.link, scale, start_date.display_date, start_date.millisecond"
    assert f"no column for what was imported as {lost} " in f"{told} "
    assert "imported" not in " ".join(losses([Slide(record, "", (), one.kept)], as_table=False))


# What our own export wrote


def test_our_own_export_comes_back_whole() -> None:
    record = {
        "id": "signed", "url": "https://example.org/timeline/signed/", "date": "2030~", "title": "A & <B>",
        "summary": "1 < 2.", "state": "scheduled", "importance": 3, "topics": ["water", "sand"], "people": [],
    }  # fmt: skip
    (event,) = json.loads(as_json("T", "D", [Slide(record, "Water", (("A & B", "https://example.org/?a=1&b=2"),))]))[
        "events"
    ]
    one = arrival(Found("slide 1", event), 1)
    assert (one.name, one.date, one.title, one.summary) == ("signed", "2030~", "A & <B>", "1 < 2.")
    assert (one.importance, one.topics, one.state, one.kept, one.remarks) == (
        3,
        ("water", "sand"),
        "scheduled",
        None,
        (),
    )


def test_what_our_own_export_adds_is_not_kept_beside_what_others_wrote() -> None:
    one = arrived(x_edtf="2025-12-05", x_importance=3, x_topics=["water"], x_state="scheduled", unique_id="a", more=1)
    assert one.kept == slide(unique_id="a", more=1, x_order=1)


def test_an_exact_date_that_is_not_the_date_does_not_count() -> None:
    one = arrived(start_date={"year": 2031}, x_edtf="2030~")
    assert one.date == "2031"
    assert one.remarks == ('its `x_edtf`, "2030~", is not its date, 2031; the date counts',)


@pytest.mark.parametrize("value", [[], {}, "2", True, 2.0, 7, None])
def test_an_importance_that_is_none_is_none(value: object) -> None:
    assert arrived(x_importance=value, x_state=value, x_topics=value, unique_id=value).importance == 0


# Whole files


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "line 1: this is no JSON"),
        ('{\n"events": [,]}', "line 2: this is no JSON"),
        ("[]", "no list `events`"),
        ('{"events": {}}', "no list `events`"),
        ('{"events": [{"a": 1, "a": 2}]}', 'the key "a" stands twice'),
        ('{"events": [{"a": NaN}]}', "NaN is no number"),
        ('{"events": [{"a": 1e999}]}', "1e999 is no number"),
        ("[" * 100_000, "stand too deep"),
    ],
)
def test_what_is_no_timeline_is_refused(text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        from_json(text)


def test_title_eras_and_more_are_told() -> None:
    """An era of one year is an error to TimelineJS; to us eras are no events at all."""
    era = {"start_date": {"year": 1}, "end_date": {"year": 1}, "text": {"headline": "<b>Era</b>"}}
    whole = {"title": slide(), "eras": [era], "scale": "human", "more": 1, "events": [slide()]}
    found, left = from_json(json.dumps(whole))
    assert len(found) == 1
    assert left == [
        'title slide "Signed"',
        'era 1 "Era"',
        "`scale` of the whole timeline",
        "`more` of the whole timeline",
    ]


# The spreadsheet


def test_a_row_is_the_slide_that_it_is_to_timelinejs() -> None:
    assert row('"2,025",12, 5 ,14:05,2025,12,6,,soon,H,T,u,c,p,t,a,,G,#fff\n') == {
        "start_date": {"year": 2025, "month": 12, "day": 5, "hour": 14, "minute": 5},
        "end_date": {"year": 2025, "month": 12, "day": 6},
        "display_date": "soon",
        "text": {"headline": "H", "text": "T"},
        "media": {"url": "u", "credit": "c", "caption": "p", "thumbnail": "t", "alt": "a"},
        "group": "G",
        "background": {"color": "#fff"},
    }


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("9", {"hour": 9}),
        ("0:00", {"hour": "0", "minute": "0"}),
        ("1405", {"hour": 14, "minute": 5}),
        ("14.05.10", {"hour": 14, "minute": 5, "second": 10}),
        ("2 pm", {"hour": 14}),
        ("12 a.m.", {"hour": "0"}),
        ("1:02:03.25", {"hour": 1, "minute": 2, "second": 3, "millisecond": 250}),  # and not 2500
    ],
)
def test_times_of_a_spreadsheet_are_read(cell: str, time: dict[str, Any]) -> None:
    assert (
        row(f"2025,12,5,{cell},,,,,,H" + "," * 9 + "\n")["start_date"] == {"year": 2025, "month": 12, "day": 5} | time
    )


@pytest.mark.parametrize("cell", ["noon", "25:00", "9:75", "1:2"])
def test_a_time_that_is_none_is_refused_with_its_line(cell: str) -> None:
    (found,) = from_csv(f"{HEADER}2025,12,5,{cell},,,,,,H" + "," * 9 + "\n")[0]
    assert (found.place, cell in found.fault) == ("line 2", True)


def test_headers_of_the_first_version_are_read() -> None:
    text = "\nStart Date,End Date,Headline,Tag,Mood\n12/5/2025,2025-12-06 14:00,H,Trade,glad\n-44,,I,,\n".lstrip()
    first, second = (dict(found.slide) for found in from_csv(text)[0])
    assert first == {
        "start_date": {"year": 2025, "month": 12, "day": 5},
        "end_date": {"year": 2025, "month": 12, "day": 6, "hour": 14, "minute": "0"},
        "text": {"headline": "H"}, "group": "Trade", "Mood": "glad",
    }  # fmt: skip
    assert second["start_date"] == {"year": -44}


def test_rows_have_types_and_may_be_blank() -> None:
    rows = ("2025,,,,,,,,,A" + "," * 9, "," * 18, "", *(f"2025,,,,,,,,,{name},,,,,,,{kind},," for name, kind in
            (("T", "title"), ("E", "Era"), ("U", "title"), ("X", "slide"))))  # fmt: skip
    found, left = from_csv(HEADER + "\n".join(rows))
    assert left == ['line 5: title "T"', 'line 6: era "E"']
    assert [(one.place, bool(one.fault)) for one in found] == [("line 2", False), ("line 7", False), ("line 8", True)]


def test_a_line_is_that_of_the_file_also_behind_a_text_of_several() -> None:
    text = HEADER + '2025,,,,,,,,,A,"one\ntwo"' + "," * 8 + "\nsoon,,,,,,,,,B" + "," * 9 + "\n"
    assert [one.place for one in from_csv(text)[0]] == ["line 2", "line 4"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("a,b\n1,2\n", "line 1: .*no column"), ("Year,Year\n1,2\n", "twice"), ('Year\n"1', "no CSV"), ("", "no column")],
)
def test_what_is_no_spreadsheet_is_refused(text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        from_csv(text)


def test_a_spreadsheet_comes_back_as_it_was() -> None:
    line = "2025,12,5,2025,12,6,soon,H,T,G,14:05,0:00,u,c,p,t,a,#fff"
    header = "Year,Month,Day,End Year,End Month,End Day,Display Date,Headline,Text,Group,Time,End Time,Media,"
    text = f"{header}Media Credit,Media Caption,Media Thumbnail,Alt Text,Background\r\n{line}\r\n"
    one = arrival(from_csv(text)[0][0], 1)
    record = {"id": "h", "date": one.date, "title": one.title, "summary": one.summary, "state": "happened"}
    back = as_csv([Slide(record | {"importance": 2, "topics": ["water"]}, "G", (), one.kept)])
    assert back.decode() == text


def test_formulas_that_our_export_made_harmless_are_words_again() -> None:
    assert row("2025,,,,,,,,,'=1+1" + "," * 9 + "\n")["text"] == {"headline": "=1+1"}
