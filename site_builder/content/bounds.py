"""What of a text is too much: Markdown's own reading takes a time that grows with the square of the signs in a
paragraph, so that a small file could keep a build busy for hours."""

import re
from collections.abc import Iterator
from itertools import groupby

from site_builder.content.directives import Prose
from site_builder.core.limits import Limits, beyond
from site_builder.core.problems import Problem, error

# A link to a thing and a citation are lifted out before Markdown sees them.
SIGNS = tuple("[]<>()\\*_`&!{}'\"^")
ALL_SIGNS = "".join(SIGNS).encode()
LIFTED = re.compile(r"\[\[[^\[\]]*\]\]|\[@[^\[\]]*\]")
FENCED = re.compile(r"^(`{3,}|~{3,})[^`\n]*\n(?:.*?\n)??\1[ \t]*$", re.DOTALL | re.MULTILINE)
# The line below a table's head; its rows are read one by one.
RULE = re.compile(r"[ \t|:]*-[ \t|:-]*")


def too_much(prose: Prose, limits: Limits) -> Problem | None:
    """The first thing in a text that is beyond a limit."""
    if len(prose.text) > limits.text:
        message = f"this text is longer than {limits.text:,} characters"
        return error(prose.place(0, 1), "too-large", message, beyond("text"))
    raw = prose.text.encode("utf-8", "surrogatepass")
    all_told = len(raw) - len(raw.translate(None, ALL_SIGNS))
    if all_told <= limits.marks or max(map(prose.text.count, SIGNS)) <= limits.marks:
        return None
    text = LIFTED.sub(_blank, FENCED.sub(_blank, prose.text))
    if text.count("<") > 5 * limits.marks:
        message = f"this text has more than {5 * limits.marks:,} times the sign <"
        return error(prose.place(text.index("<"), 1), "too-large", message, beyond("marks"))
    for offset, lines in _paragraphs(text):
        is_table = len(lines) > 2 and RULE.fullmatch(lines[1]) and all("|" in line for line in lines[2:])
        for sign in SIGNS:
            counts = [line.count(sign) for line in lines]
            if (max(counts) if is_table else sum(counts)) > limits.marks:
                message = f"this paragraph has more than {limits.marks:,} times the sign {sign}"
                return error(prose.place(offset, 1), "too-large", message, beyond("marks"))
    return None


def _paragraphs(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of each paragraph, and where it begins."""
    offset = 0
    for is_empty, lines in groupby(text.split("\n"), key=lambda line: not line or line.isspace()):
        held = list(lines)
        if not is_empty:
            yield offset, held
        offset += sum(map(len, held)) + len(held)


def _blank(found: re.Match[str]) -> str:
    """As much of nothing, in the same lines."""
    return re.sub(r"[^\n]", " ", found[0])
