"""A file as text: where its front matter ends, and which characters cannot stand in it."""

import re

from site_builder.core.problems import Place, Problem, error

# What YAML does not take, and the three line breaks that YAML knows beside the line feed.
UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def split(text: str, path: str) -> tuple[str, int, str, int] | Problem:
    """Front matter, its first line, body, its first line (lines from 1) of a Markdown file.

    A file without front matter, or whose front matter is never closed, is a Problem.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return error(
            Place(path, 1, 1, max(1, len(lines[0]))),
            "no-front-matter",
            "this file does not begin with front matter",
            "begin the file with a line `---`, then the keys, then a line `---`",
        )
    for number in range(1, len(lines)):
        if lines[number].rstrip() == "---":
            return "\n".join(lines[1:number]), 2, "\n".join(lines[number + 1 :]), number + 2
    return error(
        Place(path, 1, 1, 3),
        "open-front-matter",
        "the front matter is never closed",
        "end it with a line `---`",
    )


def is_printable(text: str) -> bool:
    """Whether Python finds a text printable: then no character is wrong, and that is seen ten times as fast."""
    return text.replace("\n", "").isprintable()


def control_character(place: Place, character: str) -> Problem:
    """The problem of a character that nobody sees."""
    message = f"the character U+{ord(character):04X} cannot stand in a text"
    return error(place, "control-character", message, "take it out; it is invisible in most editors")
