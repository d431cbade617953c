"""Slugs, ids and addresses."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.core.slugs import address, is_id, relative, slug


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("What it says", "what-it-says"),
        ("  S-400 & CAATSA: 2018/19  ", "s-400-caatsa-2018-19"),
        ("Straße", "strasse"),
        ("Türkiye", "türkiye"),
        ("कृषि और विज्ञान", "कृषि-और-विज्ञान"),
        ("Государственная Дума", "государственная-дума"),
        ("الاتفاق", "الاتفاق"),
        ("e\u0301tat", "état"),
        ("…", "section"),
        ("", "section"),
    ],
)
def test_anchor_keeps_letters_marks_and_digits_of_every_script(text: str, anchor: str) -> None:
    assert slug(text) == anchor


@given(st.text())
def test_anchor_of_an_anchor_is_itself(text: str) -> None:
    assert slug(slug(text)) == slug(text)


@given(st.text())
def test_anchor_has_no_blank_and_nothing_that_an_address_would_escape_in_ascii(text: str) -> None:
    assert not set(slug(text)) & set(" \t\n\"#%<>?[]\\^`{|}/&'")


@pytest.mark.parametrize("text", ["a", "a-b", "2025-12-05", "visit/who-goes"])
def test_id_is_lower_case_words_joined_by_hyphens(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize(
    "text", ["", "A", "a_b", "a--b", "-a", "a-", "a b", "a/", "/a", "a//b", "é", "a\n", "a.b", ".."]
)
def test_other_text_is_no_id(text: str) -> None:
    assert not is_id(text)


@pytest.mark.parametrize(
    ("kind", "identifier", "place"),
    [
        ("topic", "visit", "topics/visit/"),
        ("section", "visit/who-goes", "topics/visit/#who-goes"),
        ("person", "mira-anand", "people/mira-anand/"),
        ("question", "who-pays", "questions/#who-pays"),
        ("page", "about", "about/"),
    ],
)
def test_every_thing_has_an_address(kind: str, identifier: str, place: str) -> None:
    assert address(kind, identifier) == place


ADDRESSES = st.lists(st.sampled_from(["a", "b", "c-d"]), max_size=4).map(
    lambda parts: "".join(f"{part}/" for part in parts)
)


@given(ADDRESSES, ADDRESSES)
def test_relative_way_leads_where_it_should(target: str, page: str) -> None:
    here = page.split("/")[:-1]
    for step in relative(target, page).split("/")[:-1]:
        here = here[:-1] if step == ".." else here if step == "." else [*here, step]
    assert "".join(f"{part}/" for part in here) == target


@given(st.text(st.characters(max_codepoint=0x17F)))
def test_ascii_words_become_what_words_of_any_script_become(text: str) -> None:
    kept = (c if unicodedata.category(c)[0] in "LNM" else " " for c in unicodedata.normalize("NFC", text).casefold())
    assert slug(text) == ("-".join("".join(kept).split()) or "section")
