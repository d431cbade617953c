"""Style sheets as they travel: what only their authors read is left out."""

import re

# Strings and bare addresses are kept, whatever stands in them; gaps are space and comments.
PIECES = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\((?!\s*["'])[^)]*\))|(?:\s|/\*.*?\*/)+""", re.DOTALL)
COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
# Where CSS needs no space.
BETWEEN = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\((?!\s*["'])[^)]*\))| ?([{};,]) ?""", re.DOTALL)


def published(path: str, data: bytes) -> bytes:
    """A static file as readers get it: a style sheet in UTF-8 without comments and indentation, others unchanged."""
    if not path.endswith(".css"):
        return data
    try:
        return squeezed(data.decode("utf-8")).encode()
    except UnicodeDecodeError:
        return data


# A declaration's name needs no space behind its colon; a selector that begins so has none.
NAMED = re.compile(
    r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\((?!\s*["'])[^)]*\))|(?<=[{;])([\w-]+:) """,
    re.DOTALL,
)


def squeezed(text: str) -> str:
    """CSS that means the same, in fewer letters."""
    close = BETWEEN.sub(lambda found: found[1] or found[2], PIECES.sub(_gap, text)).strip()
    return NAMED.sub(lambda found: found[1] or found[2], close) + "\n"


def _gap(found: re.Match[str]) -> str:
    """One space for a gap. A comment without space around keeps two names apart, but is no space between selectors."""
    if found[1]:
        return found[1]
    return " " if COMMENTS.sub("", found[0]) else "/**/"
