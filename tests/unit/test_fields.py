"""Fields: the text of a value becomes a typed one, or a sentence that says what was expected."""

from collections.abc import Callable

import pytest

from site_builder.core import fields
from site_builder.core.fields import FieldError

Read = Callable[[object], object]


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (fields.read_words, "  two\n words ", "two words"),
        (fields.read_words, "5\u00a0000", "5\u00a0000"),
        (fields.read_whole, "-10", -10),
        (fields.read_importance, "3", 3),
        (fields.read_flag, "true", True),
        (fields.read_flag, "false", False),
        (fields.read_day, "2024-02-29", "2024-02-29"),
        (fields.read_web_address, "https://example.org:8080/a%20b?c=d&e#f", "https://example.org:8080/a%20b?c=d&e#f"),
        (fields.read_web_address, "http://пример.рф/", "http://пример.рф/"),
        (fields.read_identifier, "topic/a-1", "topic/a-1"),
        (fields.read_citation, "a-source, pp. 4, 5", "a-source, pp. 4, 5"),
        (fields.read_language, "sr-Latn-RS", "sr-Latn-RS"),
        (fields.read_timezone, "America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        (fields.read_cell, ["a", "b, p. 4"], ("a", "b, p. 4")),
        (fields.read_cell, None, None),
        (fields.read_key, "fiscal_year", "fiscal_year"),
        (fields.read_where, {"a": "x", "b": ["y", "z"]}, (("a", ("x",)), ("b", ("y", "z")))),
        (fields.read_path, "images/a b.svg", "images/a b.svg"),
    ],
)
def test_good_value_is_read(read: Read, text: object, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (fields.read_words, "", "found nothing"),
        (fields.read_words, "\u00a0 ", "found nothing"),
        (fields.read_words, "\u200b", "found nothing"),
        (fields.read_words, None, "found nothing"),
        (fields.read_words, ["a"], "found a list"),
        (fields.read_words, {"a": "b"}, "found a mapping"),
        (fields.read_whole, "1.5", "a whole number"),
        (fields.read_whole, "٣", "a whole number"),
        (fields.read_whole, "9" * 5000, "a whole number"),
        (fields.read_importance, "0", "1 (detail), 2 or 3"),
        (fields.read_flag, "True", "true or false"),
        (fields.read_flag, "1", "true or false"),
        (fields.read_day, "2025-13-01", "no month 13"),
        (fields.read_day, "2025-00-01", "no month 0"),
        (fields.read_day, "2025-04-31", "April 2025 has 30 days"),
        (fields.read_day, "0000-01-01", "no year 0"),
        (fields.read_day, "2025-1-1", "a day such as"),
        (fields.read_day, "2025-12", "a day such as"),
        (fields.read_day, "２０２５-01-01", "a day such as"),
        (fields.read_web_address, "javascript:alert(1)", "an address"),
        (fields.read_web_address, "https://", "an address"),
        (fields.read_web_address, "https://[::1", "an address"),
        (fields.read_web_address, "https://a b", "an address"),
        (fields.read_web_address, "https://a\u202eb", "an address"),
        (fields.read_web_address, 'https://a"onclick="', "an address"),
        (fields.read_web_address, "ftp://a", "an address"),
        (fields.read_web_address, " https://a", "an address"),
        (fields.read_identifier, "Relos", "an id"),
        (fields.read_identifier, "a--b", "an id"),
        (fields.read_identifier, "-a", "an id"),
        (fields.read_identifier, "a_b", "an id"),
        (fields.read_identifier, "a" * 101, "an id"),
        (fields.read_citation, ", p. 4", "an id"),
        (fields.read_language, "EN", "a language"),
        (fields.read_language, "english", "a language"),
        (fields.read_timezone, "../etc/passwd", "a time zone"),
        (fields.read_timezone, "+05:30", "a time zone"),
        (fields.read_cell, [["a"]], "found a list"),
        (fields.read_key, "Fiscal year", "a key"),
        (fields.read_where, "a", "a mapping"),
        (fields.read_where, {"a": None}, "found nothing"),
        (fields.read_path, "../a", "a path"),
        (fields.read_path, "/a", "a path"),
        (fields.read_path, "a//b", "a path"),
        (fields.read_path, "a\\b", "a path"),
        (fields.read_path, "C:/a", "a path"),
        (fields.read_path, ".", "a path"),
    ],
)
def test_bad_value_is_told_what_was_expected(read: Read, text: object, words: str) -> None:
    with pytest.raises(FieldError) as told:
        read(text)
    assert words in str(told.value)


@pytest.mark.parametrize(
    ("read", "text", "hint"),
    [
        (fields.read_flag, "Yes", "write true"),
        (fields.read_flag, "off", "write false"),
        (fields.read_flag, "True", "write true"),
        (fields.read_day, "5.12.2025", 'write 2025-12-05, which reads "5 December 2025"'),
        (fields.read_day, "2025-12", ""),
        (fields.read_web_address, "example.org/a", "write https://example.org/a"),
        (fields.read_identifier, "RELOS signed", 'write "relos-signed"'),
        (fields.read_identifier, "Ґ", "an id is written in letters a-z and digits, joined by single hyphens"),
    ],
)
def test_likely_meaning_is_the_hint(read: Read, text: str, hint: str) -> None:
    with pytest.raises(FieldError) as told:
        read(text)
    assert told.value.hint == hint


def test_message_quotes_a_long_text_in_short_and_on_one_line() -> None:
    with pytest.raises(FieldError) as told:
        fields.read_whole("many\nwords " * 100)
    assert str(told.value) == f'expected a whole number such as 10, found "{("many words " * 6)[:59]}…"'


@pytest.mark.parametrize(
    ("citation", "parts"),
    [("a", ("a", "")), ("a, p. 4", ("a", "p. 4")), ("a,b, c", ("a", "b, c")), (" a , ", ("a", ""))],
)
def test_citation_is_cut_at_its_first_comma(citation: str, parts: tuple[str, str]) -> None:
    assert fields.split_citation(citation) == parts


@pytest.mark.parametrize("text", ["0", "-1.50", "123456789012345.123456789012345"])
def test_number_of_a_table_is_plain(text: str) -> None:
    assert fields.NUMBER.fullmatch(text)


@pytest.mark.parametrize("text", ["1,000", "1 000", "1.", ".5", "+1", "1e3", "٣", "−1", "1\n", "nan", ""])
def test_number_of_a_table_has_one_spelling(text: str) -> None:
    assert not fields.NUMBER.fullmatch(text)
