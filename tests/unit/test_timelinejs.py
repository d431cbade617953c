"""Dates for TimelineJS3: each expected slide is what its documented date object holds."""

import pytest

from site_builder.core.dates import parse
from site_builder.core.timelinejs import span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-12-05", {"start_date": {"year": 2025, "month": 12, "day": 5}}),
        ("2025", {"start_date": {"year": 2025}}),
        ("0000", {"start_date": {"year": -1}}),
        ("-0043", {"start_date": {"year": -44}}),
        ("2030~", {"start_date": {"year": 2030}, "display_date": "about 2030"}),
        ("2022-02/..", {"start_date": {"year": 2022, "month": 2}, "display_date": "since February 2022"}),
        ("../2022", {"start_date": {"year": 2022}, "display_date": "until 2022"}),
        ("2020/2021", {"start_date": {"year": 2020}, "end_date": {"year": 2021}}),
    ],
)
def test_a_date_is_told_as_timelinejs_counts(text: str, expected: dict[str, object]) -> None:
    assert span(parse(text)) == expected


def test_both_dates_have_the_same_keys_or_timelinejs_drops_the_end() -> None:
    slide = span(parse("2020/2020-05"))
    assert slide["start_date"] == {"year": 2020, "month": 1}
    assert slide["end_date"] == {"year": 2020, "month": 5}


def test_a_season_spans_its_months_and_is_named() -> None:
    slide = span(parse("2025-24"))
    assert slide["start_date"] == {"year": 2025, "month": 12}
    assert slide["end_date"] == {"year": 2026, "month": 2}
    assert slide["display_date"] == "winter 2025\N{EN DASH}2026"
