"""A file as text: where its front matter ends, and which characters cannot stand in it."""

import re
from collections.abc import Iterator

from site_builder.core.problems import Place, Problem, error, first, warning

# What YAML does not take, and the three line breaks that YAML knows beside the line feed.
UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The printable ones among the first 128, and the line feed.
ASCII = b"\n" + bytes(range(0x20, 0x7F))


def split(text: str, path: str) -> tuple[str, int, str, int] | Problem:
    """Front matter, its first line, body, its first line (lines from 1) of a Markdown file.

    A file without front matter, or whose front matter is never closed, is a Problem.
    """
    first = text.partition("\n")[0]
    if first.rstrip() != "---":
        return error(
            Place(path, 1, 1, max(1, len(first))),
            "no-front-matter",
            "this file does not begin with front matter",
            "begin the file with a line `---`, then the keys, then a line `---`",
        )
    begin = text.find("\n---", len(first))
    while begin >= 0:
        end = text.find("\n", begin + 1)
        end = len(text) if end < 0 else end
        if text[begin + 1 : end].rstrip() == "---":
            return text[len(first) + 1 : begin], 2, text[end + 1 :], text.count("\n", 0, begin) + 3
        begin = text.find("\n---", end)
    return error(
        Place(path, 1, 1, 3),
        "open-front-matter",
        "the front matter is never closed",
        "end it with a line `---`",
    )


# Signs that turn the direction of what follows, each until it is closed or the line ends: "Trojan Source",
# https://trojansource.codes/.
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TURNS = re.compile(f"[{TURNING}]")
CLOSED_BY = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}


def turned(text: str, path: str) -> tuple[Problem, ...]:
    """Warnings of signs by which a line reads otherwise than it stands in the file: overrides, and what stays open."""
    # One after the other they are looked for in a fifth of the time that the expression takes.
    is_plain = text.isascii() or not any(map(text.__contains__, TURNING))
    return () if is_plain else tuple(first(_turned(text, path)))


def _turned(text: str, path: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        waiting: list[tuple[str, int]] = []
        odd: list[int] = []
        for found in TURNS.finditer(line):
            sign = found[0]
            if sign in CLOSED_BY:
                waiting.append((CLOSED_BY[sign], found.start()))
            elif waiting and waiting[-1][0] == sign:
                waiting.pop()
            else:
                odd.append(found.start())
        for column in sorted([*odd, *(place for _, place in waiting)]):
            sign = f"U+{ord(line[column]):04X}"
            message = f"the sign {sign} turns the direction of this line, which then reads otherwise than it is"
            hint = "take it out, or close it on the same line; it is invisible in most editors"
            yield warning(Place(path, number, column + 1, 1), "hidden-direction", message, hint)


def is_printable(text: str) -> bool:
    """Whether Python finds a text printable: then no character is wrong, and that is seen ten times as fast."""
    if text.isascii():
        return not text.encode().translate(None, ASCII)
    return text.replace("\n", "").isprintable()


def control_character(place: Place, character: str) -> Problem:
    """The problem of a character that nobody sees."""
    message = f"the character U+{ord(character):04X} cannot stand in a text"
    return error(place, "control-character", message, "take it out; it is invisible in most editors")
