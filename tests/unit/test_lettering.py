"""Widths, line breaks and numbers in words of core.lettering."""

from decimal import Decimal

import pytest

from site_builder.core.lettering import measure, say, wrap

MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1728", "1,728"),
        ("0.8", "0.8"),
        ("0", "0"),
        ("-0.0", "0"),
        ("-5", f"{MINUS}5"),
        ("68720.0", "68,720"),
        ("349.48", "349.48"),
        ("0.30000000000000004", "0.3"),
        ("100", "100"),
        ("1E+2", "100"),
        ("234900", "234,900"),
        ("2500000", "2.5m"),
        ("-1200000000", f"{MINUS}1.2bn"),
        ("3E+12", "3trn"),
        ("0.000012", "0.000012"),
    ],
)
def test_numbers_are_said_in_the_british_way(number: str, words: str) -> None:
    assert words == say(Decimal(number))


@pytest.mark.parametrize("number", ["1E+300", "-1E-300", "1E+15", "0.0000001", "123456789"])
def test_no_number_has_an_exponent_letter_or_grows_long(number: str) -> None:
    words = say(Decimal(number))
    assert "e" not in words.lower()
    assert len(words) <= 14


def test_marks_on_letters_have_no_width() -> None:
    assert measure("и", 10) == measure("и\N{COMBINING BREVE}", 10)
    assert measure("क", 10) == measure("क\N{DEVANAGARI SIGN VIRAMA}", 10)


def test_lines_break_between_words_and_lose_none() -> None:
    lines = wrap("Invasion of Ukraine begins in February", 13, 100)
    assert len(lines) > 1
    assert " ".join(lines) == "Invasion of Ukraine begins in February"
    assert all(measure(line, 13) <= 100 for line in lines)


def test_too_long_a_word_breaks_without_parting_marks_from_letters() -> None:
    word = "नि" * 40
    lines = wrap(word, 13, 60)
    assert word == "".join(lines)
    assert all(line.startswith("न") for line in lines)


def test_nothing_has_no_lines() -> None:
    assert wrap(" \n", 13, 60) == ()
