"""How wide a text is without a font at hand, how it breaks, how a number is said."""

import unicodedata
from decimal import Decimal

MINUS = "\N{MINUS SIGN}"
TIMES = "\N{MULTIPLICATION SIGN}"
WORDS = ((Decimal(10) ** 12, "trn"), (Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"))
RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}
RIGHT_TO_LEFT_SCRIPTS = {"Adlm", "Arab", "Hebr", "Nkoo", "Syrc", "Thaa"}
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def measure(text: str, size: float) -> float:
    """About how wide a line of text is in a sans-serif of a size, rather too wide.

    Marks that sit on a letter have no width, spacing vowel signs about a third of the size.
    """
    return sum(map(_advance, text)) * size


def wrap(text: str, size: float, width: float) -> tuple[str, ...]:
    """The lines of a text, none wider than `width`; a word breaks only where it must."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure(joined, size) <= width:
            lines[-1] = joined
            continue
        *whole, rest = _pieces(word, size, width)
        lines += [*whole, rest]
    return tuple(lines)


def say(number: Decimal) -> str:
    """A number in the plain British way: 1,728 or 0.8 or 2.5bn.

    Six figures at most, as the table beside a chart has them all. Only beyond thousands of
    trillions and millionths is it said as a power of ten.
    """
    size, word = abs(number), ""
    if size >= 10**15 or 0 < size < Decimal("1e-6"):
        power = number.adjusted()
        digits = f"{float(number.scaleb(-power)):.3g}"
        text = f"{digits}{TIMES}10{str(power).translate(SUPERSCRIPTS)}"
        return text.replace("-", MINUS)
    for least, short in WORDS:
        if size >= least:
            number, word = number / least, short
            break
    rounded = Decimal(f"{number:.4g}" if word else f"{number:.6g}") + 0
    text = f"{rounded:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", MINUS) + word


def script(letter: str) -> str:
    """The script of a letter, as "DEVANAGARI"; "" of what is no letter."""
    return unicodedata.name(letter, "").partition(" ")[0].partition("-")[0] if letter.isalpha() else ""


def is_from_the_right(language: str) -> bool:
    """Whether a language is written from right to left: "ur" is, and "az-Arab" by its script."""
    first, *more = language.split("-")
    scripts = [part for part in more if len(part) == 4 and part.isalpha()]
    return scripts[0] in RIGHT_TO_LEFT_SCRIPTS if scripts else first in RIGHT_TO_LEFT


def _advance(letter: str) -> float:
    """The width of one character as a share of the size of the letters."""
    category = unicodedata.category(letter)
    if category in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if category == "Mc" or letter in " .,:;'|!()[]ijlftrI-/·":
        return 0.36
    if letter in "mwMW@%—…ЖШЩЮжшщю":
        return 0.9
    return 0.7 if letter.isupper() else 0.58


def _pieces(word: str, size: float, width: float) -> list[str]:
    """A word in pieces that each fit, never parting a letter from its marks."""
    pieces = [""]
    for letter in word:
        mark = unicodedata.category(letter).startswith("M")
        if pieces[-1] and not mark and measure(pieces[-1] + letter, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
